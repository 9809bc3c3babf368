module @NAME@

go 1.23

require (
	bljh/config v0.0.0
	bljh/machine v0.0.0
)

require (
	github.com/warthog618/go-gpiocdev v0.9.1 // indirect
	golang.org/x/sys v0.18.0 // indirect
)

replace (
	bljh/config => ./.bljh/go/config
	bljh/machine => ./.bljh/go/machine
)
