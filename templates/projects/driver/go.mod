module @NAME@

go 1.23

require bljh/config v0.0.0

replace (
	bljh/config => ./.bljh/go/config
	bljh/machine => ./.bljh/go/machine
)
