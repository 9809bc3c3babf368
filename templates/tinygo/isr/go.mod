module bljh/isr

go 1.23
