module bljh/config

go 1.23
