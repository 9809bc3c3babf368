// What GOCACHEPROG names in builds of bljh: see docs/remote-cache.md, "Go's own cache".
import('../dist/go-cache.js').then(({ main }) => main());
