// Calls the Go driver: a string, and a struct in and out.
#include <stdio.h>

#include "@NAME@.h"

int main(void)
{
	static const int32_t raw[] = { 100, 102, 9000, 98, 101, 103 };
	char text[128];
	driver_reading reading;

	driver_describe(text, sizeof text);
	printf("driver: %s\n", text);

	for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++) {
		driver_sample sample = { .channel = 0, .raw = raw[i] };
		if (driver_read(sample, &reading) != DRIVER_OK) {
			fprintf(stderr, "driver_read failed\n");
			return 1;
		}
		printf("raw=%d value=%d count=%d\n", (int)raw[i], (int)reading.value, (int)reading.count);
	}

	driver_sample wrong = { .channel = -1, .raw = 0 };
	if (driver_read(wrong, &reading) != DRIVER_ERR_CHANNEL) {
		fprintf(stderr, "a channel that does not exist was accepted\n");
		return 1;
	}
	printf("done=ok\n");
	return 0;
}
