// A queue of a fixed length between threads: put waits while it is full, take waits while it is empty.
#ifndef RING_H
#define RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_LENGTH 16

typedef struct {
	int32_t channel;
	int32_t raw;
} ring_entry;

typedef struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	ring_entry entries[RING_LENGTH];
	size_t first;
	size_t count;
	bool closed;
} ring;

void ring_init(ring *r);
void ring_put(ring *r, ring_entry entry);

// Says that nothing more will be put.
void ring_close(ring *r);

// Answers false once the ring is closed and empty.
bool ring_take(ring *r, ring_entry *entry);

#endif
