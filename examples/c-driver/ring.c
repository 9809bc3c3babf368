#include "ring.h"

void ring_init(ring *r)
{
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	r->first = 0;
	r->count = 0;
	r->closed = false;
}

void ring_put(ring *r, ring_entry entry)
{
	pthread_mutex_lock(&r->lock);
	while (r->count == RING_LENGTH)
		pthread_cond_wait(&r->changed, &r->lock);
	r->entries[(r->first + r->count) % RING_LENGTH] = entry;
	r->count++;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

void ring_close(ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->closed = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

bool ring_take(ring *r, ring_entry *entry)
{
	pthread_mutex_lock(&r->lock);
	while (r->count == 0 && !r->closed)
		pthread_cond_wait(&r->changed, &r->lock);
	bool taken = r->count > 0;
	if (taken) {
		*entry = r->entries[r->first];
		r->first = (r->first + 1) % RING_LENGTH;
		r->count--;
		pthread_cond_broadcast(&r->changed);
	}
	pthread_mutex_unlock(&r->lock);
	return taken;
}
