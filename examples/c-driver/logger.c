// A data logger in C whose driver is written in Go: one thread per channel measures, the main thread passes each
// sample through the driver and prints a summary. The samples are computed, so that the output is always the same.
#include <inttypes.h>
#include <stdio.h>

#include "driver.h"
#include "ring.h"

#define CHANNELS 4
#define SAMPLES 200

static ring samples;

// Stands for a sensor: a constant level per channel with a spike now and then.
static int32_t measure(int32_t channel, int32_t number)
{
	int32_t level = 100 * (channel + 1);
	return number % 50 == 25 ? 100 * level : level;
}

static void *sensor(void *argument)
{
	int32_t channel = *(const int32_t *)argument;
	for (int32_t number = 0; number < SAMPLES; number++)
		ring_put(&samples, (ring_entry){ channel, measure(channel, number) });
	return NULL;
}

static void *all_sensors(void *argument)
{
	(void)argument;
	static int32_t channels[CHANNELS];
	pthread_t threads[CHANNELS];
	for (int32_t i = 0; i < CHANNELS; i++) {
		channels[i] = i;
		pthread_create(&threads[i], NULL, sensor, &channels[i]);
	}
	for (int32_t i = 0; i < CHANNELS; i++)
		pthread_join(threads[i], NULL);
	ring_close(&samples);
	return NULL;
}

int main(void)
{
	char description[128];
	driver_describe(description, sizeof description);
	printf("driver: %s\n", description);

	ring_init(&samples);
	pthread_t thread;
	if (pthread_create(&thread, NULL, all_sensors, NULL) != 0) {
		fprintf(stderr, "no thread\n");
		return 1;
	}

	int32_t highest_raw[CHANNELS] = { 0 };
	int32_t highest_value[CHANNELS] = { 0 };
	int32_t number[CHANNELS] = { 0 };
	ring_entry entry;
	while (ring_take(&samples, &entry)) {
		driver_reading reading;
		int32_t answer = driver_read((driver_sample){ entry.channel, entry.raw }, &reading);
		if (answer != DRIVER_OK) {
			fprintf(stderr, "channel %" PRId32 ": driver_read answers %" PRId32 "\n", entry.channel, answer);
			return 1;
		}
		number[entry.channel]++;
		if (entry.raw > highest_raw[entry.channel])
			highest_raw[entry.channel] = entry.raw;
		if (reading.value > highest_value[entry.channel])
			highest_value[entry.channel] = reading.value;
	}
	pthread_join(thread, NULL);

	for (int32_t i = 0; i < CHANNELS; i++)
		printf("channel=%" PRId32 " samples=%" PRId32 " highest_raw=%" PRId32 " highest_value=%" PRId32 "\n",
		       i, number[i], highest_raw[i], highest_value[i]);
	printf("done=ok\n");
	return 0;
}
