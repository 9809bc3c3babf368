module bljh/machine

go 1.23

require github.com/warthog618/go-gpiocdev v0.9.1

require golang.org/x/sys v0.18.0 // indirect
