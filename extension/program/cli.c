// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pageowner [COMMAND] DUMP... [VMLINUX]: runs the library, with a host for each input.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/doctor.h"
#include "program/host.h"
#include "program/output.h"
#include "program/terminal.h"
#include "program/triage.h"

#define OUTPUT_BUFFER (1 << 18)

static int run(struct pageowner *po)
{
	struct host host = { .text = NULL };
	const char *const *names;
	unsigned int n = pageowner_operands(po, &names);
	int status = host_open(&host, po, names, n);

	if (status == PAGEOWNER_COMPLETE) {
		status = output_finish(&host, pageowner_run(po));
		host_explain(&host, po, status);
		if (host.dump)
			status = host_judge(&host, host.path, status);
	}
	host_close(&host);
	return status;
}

/* ---- diff: a host and a handle for each input ---- */

struct inputs {
	struct host *hosts;
	struct pageowner **handles;
	const char **names;
	unsigned int n;
};

static int open_inputs(struct inputs *inputs, int argc, char *argv[], const char *const *names,
		       unsigned int n)
{
	unsigned int files, i;
	int status = PAGEOWNER_COMPLETE;

	for (i = 0; status == PAGEOWNER_COMPLETE && i < n; i += files) {
		struct host *host = &inputs->hosts[inputs->n];
		struct pageowner *po = pageowner_new();

		if (!po)
			return PAGEOWNER_ERROR;
		files = host_files(names + i, n - i);
		inputs->handles[inputs->n] = po;
		inputs->names[inputs->n++] = names[i];
		pageowner_parse(po, argc, argv);
		status = host_open(host, po, names + i, files);
	}
	return status;
}

static int compare_inputs(struct inputs *inputs)
{
	unsigned int last = inputs->n - 1, i;
	int status = pageowner_diff(inputs->handles, inputs->names, inputs->n);

	status = output_finish(&inputs->hosts[last], status);
	for (i = 0; i < inputs->n; i++)
		if (inputs->hosts[i].refusal[0] && status == PAGEOWNER_ERROR)
			terminal_complain(inputs->hosts[i].refusal);
	if (pageowner_message(inputs->handles[last])[0])
		terminal_complain(pageowner_message(inputs->handles[last]));
	for (i = 0; i < inputs->n; i++)
		if (inputs->hosts[i].dump)
			status = host_judge(&inputs->hosts[i], inputs->names[i], status);
	return status;
}

/* @po has parsed the command line, and is not used for anything else. */
static int run_diff(struct pageowner *po, int argc, char *argv[])
{
	const char *const *names;
	unsigned int n = pageowner_operands(po, &names), i;
	struct inputs inputs = {
		.hosts = calloc(n + 1, sizeof(*inputs.hosts)),
		.handles = calloc(n + 1, sizeof(*inputs.handles)),
		.names = calloc(n + 1, sizeof(*inputs.names)),
	};
	int status = PAGEOWNER_ERROR;

	if (inputs.hosts && inputs.handles && inputs.names)
		status = open_inputs(&inputs, argc, argv, names, n);
	if (status == PAGEOWNER_COMPLETE && inputs.n > 1) {
		status = compare_inputs(&inputs);
	} else if (status == PAGEOWNER_COMPLETE) {
		terminal_complain("diff compares two or more dumps or texts; name the oldest first "
				  "(pageowner diff OLD NEW)");
		status = PAGEOWNER_USAGE;
	}
	for (i = 0; i < inputs.n; i++) {
		pageowner_free(inputs.handles[i]);
		host_close(&inputs.hosts[i]);
	}
	free(inputs.hosts);
	free(inputs.handles);
	free(inputs.names);
	return status;
}

/* ---- doctor: no dump, the machine itself ---- */

static int examine(const struct pageowner *po)
{
	const char *const *names;

	if (pageowner_operands(po, &names)) {
		terminal_complain("doctor takes no dump: pageowner check DUMP looks at one");
		return PAGEOWNER_USAGE;
	}
	return doctor(pageowner_doctor(po));
}

/* ---- main ---- */

static void on_interrupt(int number)
{
	(void)number;
	terminal_interrupted = 1;
}

/* The first Ctrl-C ends the scan with the result so far, the second ends the program. */
static void catch_signals(void)
{
	struct sigaction interrupt = {
		.sa_handler = on_interrupt,
		.sa_flags = SA_RESTART | SA_RESETHAND,
	};

	sigaction(SIGINT, &interrupt, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Runs pageowner-fleet: the one beside this program, else the one that PATH has. */
static int run_fleet(char *argv[])
{
	static const char name[] = "pageowner-fleet";
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - sizeof(name));

	while (len > 0 && path[len - 1] != '/')
		len--;
	memcpy(path + (len > 0 ? len : 0), name, sizeof(name));
	argv[1] = (char *)name;
	if (len > 0)
		execv(path, argv + 1);
	execvp(name, argv + 1);
	terminal_complain("pageowner-fleet is not installed: it is a package of its own");
	return PAGEOWNER_ERROR;
}

int main(int argc, char *argv[])
{
	struct pageowner *po = pageowner_new();
	int status;

	if (argc > 1 && !strcmp(argv[1], "fleet"))
		return run_fleet(argv);
	if (!po) {
		terminal_complain("out of memory");
		return PAGEOWNER_ERROR;
	}
	setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
	catch_signals();
	status = pageowner_parse(po, argc, argv);
	if (status != PAGEOWNER_COMPLETE)
		terminal_complain(pageowner_message(po));
	else if (pageowner_compares(po))
		status = run_diff(po, argc, argv);
	else if (pageowner_doctor(po))
		status = examine(po);
	else if (pageowner_triages(po))
		status = triage(po);
	else
		status = run(po);
	pageowner_free(po);
	return status;
}
