// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs work on a dump in several threads, each with a context of its own.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "dump/context.h"
#include "dump/threads.h"

/* The context of a worker thread; NULL in other threads. */
static _Thread_local struct context *worker;

struct context *context_of(struct dump *dump)
{
	return worker && worker->dump == dump ? worker : &dump->contexts[0];
}

struct work {
	struct dump *dump;
	void (*fn)(void *arg, unsigned int i);
	void *arg;
	unsigned int n;
	_Atomic unsigned int next;
	_Atomic unsigned int next_context;
};

static void do_jobs(struct work *work)
{
	unsigned int i;

	while ((i = work->next++) < work->n)
		work->fn(work->arg, i);
}

/*
 * A thread opens its context on first use.  If that fails, it leaves its jobs to the
 * others; the caller's own thread always works.
 */
static void *work_thread(void *arg)
{
	struct work *work = arg;
	struct context *c = &work->dump->contexts[++work->next_context];
	char message[MESSAGE_SIZE];

	if (!context_start(c, work->dump, message)) {
		worker = c;
		do_jobs(work);
		worker = NULL;
	}
	return NULL;
}

static unsigned int nr_threads(unsigned int jobs)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int n = cpus < 1 ? 1 : cpus > MAX_THREADS ? MAX_THREADS : cpus;

	return jobs < n ? jobs : n;
}

int dump_parallel(struct dump *dump, void (*fn)(void *arg, unsigned int i), void *arg,
		  unsigned int n)
{
	struct work work = { .dump = dump, .fn = fn, .arg = arg, .n = n };
	unsigned int started = 0, wanted = nr_threads(n);
	pthread_t threads[MAX_THREADS];
	sigset_t all, old;

	/* Only the main thread takes signals; the workers inherit this mask. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (started + 1 < wanted && !pthread_create(&threads[started], NULL, work_thread, &work))
		started++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	do_jobs(&work);
	while (started)
		pthread_join(threads[--started], NULL);
	return 0;
}
