// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * planter - the processes of a lab guest
 *
 *   planter ROLE COMM [ARGUMENT...]   start a process named COMM that plays ROLE,
 *                                     and return when its memory is in place
 *   planter answers DISK MIB FILE...  save FILEs to DISK as a tar archive
 *
 * All memory is filled with text: a dump of it has to compress.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1UL << 20)
#define PLANT "/sys/kernel/debug/pageowner_plant/plant"
#define SPLIT "/sys/kernel/debug/split_huge_pages"

static size_t page;
static const char *comm;

static unsigned long number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 0);

	if (!*text || *end)
		errx(2, "%s is not a number", text);
	return n;
}

static void fill(char *p, size_t len)
{
	char line[64];
	size_t i;

	memset(line, '.', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	memcpy(line, "planted by ", 11);
	memcpy(line + 11, comm, strlen(comm));
	for (i = 0; i + sizeof(line) <= len; i += sizeof(line))
		memcpy(p + i, line, sizeof(line));
}

static char *map(size_t len, int flags)
{
	char *p =
		mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	if (p == MAP_FAILED)
		err(1, "%s: mmap of %zu bytes", comm, len);
	return p;
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err(1, "%s: writing \"%s\" to %s", comm, text, path);
	close(fd);
}

/* anon MIB */
static void anon(char **arg)
{
	size_t len = number(arg[0]) * MIB;

	fill(map(len, 0), len);
}

/* tmpfs FILE MIB */
static void tmpfs(char **arg)
{
	size_t len = number(arg[1]) * MIB;
	int fd = open(arg[0], O_RDWR | O_CREAT | O_TRUNC, 0600);
	static char text[65536];

	fill(text, sizeof(text));
	if (fd < 0)
		err(1, "%s: %s", comm, arg[0]);
	for (size_t i = 0; i < len; i += sizeof(text))
		if (write(fd, text, sizeof(text)) != sizeof(text))
			err(1, "%s: %s", comm, arg[0]);
}

static void fill_descriptor(int fd, size_t size)
{
	static char text[65536];

	fill(text, sizeof(text));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (write(fd, text, size) > 0)
		;
	if (errno != EAGAIN && errno != ENOBUFS)
		err(1, "%s: write", comm);
}

/* pipes COUNT: full pipes */
static void pipes(char **arg)
{
	int fd[2];

	for (unsigned long n = number(arg[0]); n; n--) {
		if (pipe(fd))
			err(1, "%s: pipe", comm);
		fill_descriptor(fd[1], page);
	}
}

/* sockets COUNT: socket pairs with unread messages */
static void sockets(char **arg)
{
	int fd[2];

	for (unsigned long n = number(arg[0]); n; n--) {
		if (socketpair(AF_UNIX, n & 1 ? SOCK_STREAM : SOCK_DGRAM, 0, fd))
			err(1, "%s: socketpair", comm);
		fill_descriptor(fd[1], n & 1 ? 16384 : 32768);
	}
}

/*
 * split COUNT: COUNT huge pages of each kind: one that is split by order, one that is kept, and
 * one of which every second page is freed.
 */
static void split(char **arg)
{
	const size_t huge = 2 * MIB;
	unsigned long n = number(arg[0]);
	char *p = map((3 * n + 1) * huge, 0), line[128];
	int fd = open(SPLIT, O_WRONLY);

	p = (char *)(((unsigned long)p + huge - 1) & ~(huge - 1));
	if (madvise(p, 3 * n * huge, MADV_HUGEPAGE))
		err(1, "%s: madvise", comm);
	/* first those that are split: older kernels can only split all huge pages */
	fill(p, n * huge);
	snprintf(line, sizeof(line), "%d,%#lx,%#lx", getpid(), (unsigned long)p,
		 (unsigned long)(p + n * huge));
	if (write(fd, line, strlen(line)) < 0 && write(fd, "1", 1) < 0)
		err(1, "%s: %s", comm, SPLIT);
	close(fd);
	fill(p + n * huge, 2 * n * huge);
	for (char *q = p + 2 * n * huge; q < p + 3 * n * huge; q += 2 * page)
		madvise(q, page, MADV_DONTNEED);
}

/* hugetlb COUNT */
static void hugetlb(char **arg)
{
	size_t len = number(arg[0]) * 2 * MIB;

	fill(map(len, MAP_HUGETLB), len);
}

static void ignore(int unused)
{
	(void)unused;
}

/* poison COUNT: pages that the kernel is told are broken; it then sends a signal */
static void poison(char **arg)
{
	size_t len = number(arg[0]) * page;
	char *p = map(len, 0);

	fill(p, len);
	signal(SIGBUS, ignore);
	if (madvise(p, len, MADV_HWPOISON))
		warn("%s: madvise", comm);
}

/* plant KIND COUNT: makes the kernel module allocate pages */
static void plant(char **arg)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %lu", arg[0], number(arg[1]));
	put(PLANT, line);
}

/*
 * mixed LEAVE_MIB COUNT: uses up free memory except LEAVE_MIB (more if pages are larger than 4
 * KiB), and frees every third page of it, so that unmovable pages have to be placed among movable
 * ones; makes the module allocate COUNT pages; keeps a few.
 */
static void mixed(char **arg)
{
	size_t leave = number(arg[0]) * MIB * page / 4096, most = 1024 * MIB, len = 0;
	char *p = map(most, MAP_NORESERVE), line[64];
	struct sysinfo info;

	while (len < most && !sysinfo(&info) && info.freeram > leave) {
		fill(p + len, MIB);
		len += MIB;
	}
	for (size_t i = 0; i < len; i += 3 * page)
		madvise(p + i, page, MADV_DONTNEED);
	snprintf(line, sizeof(line), "plant_into_movable_blocks %lu", number(arg[1]));
	put(PLANT, line);
	for (size_t i = 0; i < len; i += page)
		if (i / page % 61)
			madvise(p + i, page, MADV_DONTNEED);
	munmap(p + len, most - len);
}

/* clang-format off */
static const struct role {
	const char *name;
	int args;
	void (*play)(char **arg);
} roles[] = {
	{ "anon", 1, anon },
	{ "tmpfs", 2, tmpfs },
	{ "pipes", 1, pipes },
	{ "sockets", 1, sockets },
	{ "split", 1, split },
	{ "hugetlb", 1, hugetlb },
	{ "poison", 1, poison },
	{ "plant", 2, plant },
	{ "mixed", 2, mixed },
};
/* clang-format on */

/*
 * A comm that ends in "-gone" makes a process that exits after its part; all others stay and
 * sleep.
 */
static int start(const struct role *role, char **arg)
{
	size_t len = strlen(comm);
	int ready[2], status;
	char byte = 0;
	pid_t pid;

	if (pipe(ready))
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		close(ready[0]);
		prctl(PR_SET_NAME, comm);
		role->play(arg);
		if (len > 5 && !strcmp(comm + len - 5, "-gone"))
			exit(0);
		if (write(ready[1], &byte, 1) != 1)
			err(1, "%s: pipe", comm);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	printf("%s %s %d\n", role->name, comm, pid);
	fflush(stdout);
	if (read(ready[0], &byte, 1) == 1)
		return 0;
	if (waitpid(pid, &status, 0) != pid)
		err(1, "wait");
	return status ? 1 : 0;
}

/*
 * The answers.  All files are read into memory that was reserved at boot, as a tar archive, and
 * written to the disk only after the host has taken its dump, so that the files that are read
 * last describe the moment of the dump.  A first pass lets caches and buffers grow to the size
 * that they need.  The files stay open, so that the second pass allocates no more memory.
 */
struct tar {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
	char type, link[100], magic[6], version[2], rest[247];
};

struct answer {
	const char *path;
	int fd, spare;
};

static size_t slurp(const struct answer *a, int again, char *to, size_t room)
{
	size_t len = 0;
	ssize_t n;
	int fd = a->fd;

	if (!strcmp(a->path, "dmesg")) {
		n = klogctl(3, to, room < MIB ? room : MIB);
		return n < 0 ? 0 : n;
	}
	if (again && lseek(fd, 0, SEEK_SET))
		fd = a->spare;
	while ((n = read(fd, to + len, room - len)) > 0)
		len += n;
	if (n < 0)
		printf("LAB: %s: %s\n", a->path, strerror(errno));
	if (len == room)
		errx(1, "answers do not fit: no room after %s", a->path);
	return len;
}

static size_t pass(const struct answer *answers, int count, int again, char *to, size_t room)
{
	size_t at = 0;

	for (int i = 0; i < count; i++) {
		struct tar *head = (struct tar *)(to + at);
		unsigned int sum = 0;
		size_t len;

		at += sizeof(*head);
		if (at + MIB > room)
			errx(1, "answers do not fit: no room for %s", answers[i].path);
		len = slurp(&answers[i], again, to + at, room - at);
		memset(head, 0, sizeof(*head));
		snprintf(head->name, sizeof(head->name), "%s",
			 answers[i].path + strspn(answers[i].path, "/"));
		memcpy(head->mode, "0000644", 8);
		memcpy(head->uid, "0000000", 8);
		memcpy(head->gid, "0000000", 8);
		snprintf(head->size, sizeof(head->size), "%011zo", len);
		memcpy(head->mtime, "00000000000", 12);
		memcpy(head->sum, "        ", 8);
		head->type = '0';
		memcpy(head->magic, "ustar", 6);
		memcpy(head->version, "00", 2);
		for (size_t b = 0; b < sizeof(*head); b++)
			sum += ((unsigned char *)head)[b];
		snprintf(head->sum, sizeof(head->sum), "%06o", sum);
		at += len;
		while (at % sizeof(*head))
			to[at++] = 0;
	}
	/* two empty blocks end an archive; the rest fills a page */
	memset(to + at, 0, 2 * sizeof(struct tar) + page);
	return at + 2 * sizeof(struct tar);
}

static void wait_for_host(const char *what)
{
	char line[16];

	printf("LAB: %s\n", what);
	if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
		err(1, "console");
}

static int save(const char *disk, size_t room, char **paths)
{
	struct answer answers[256];
	int count = 0, out;
	size_t len, done;
	ssize_t n;
	char *to;

	setvbuf(stdout, NULL, _IOLBF, 4096);
	to = map(room, MAP_HUGETLB);
	memset(to, 0, room);
	for (; *paths && count < 256; paths++) {
		struct answer *a = &answers[count];

		a->path = *paths;
		a->fd = a->spare = -1;
		if (strcmp(a->path, "dmesg")) {
			a->fd = open(a->path, O_RDONLY);
			if (a->fd < 0)
				continue;
			a->spare = open(a->path, O_RDONLY);
		}
		count++;
	}
	/* with O_DIRECT: the disk's page cache would be thousands of new pages */
	out = open(disk, O_WRONLY | O_DIRECT);
	if (out < 0)
		err(1, "%s", disk);
	wait_for_host("warm");
	pass(answers, count, 0, to, room);
	sleep(2);
	len = pass(answers, count, 1, to, room);
	wait_for_host("saved");
	len = (len + page - 1) & ~(page - 1);
	for (done = 0; done < len; done += n) {
		n = write(out, to + done, len - done < MIB ? len - done : MIB);
		if (n <= 0)
			err(1, "%s", disk);
	}
	if (fsync(out))
		err(1, "%s", disk);
	printf("LAB: written %zu\n", len);
	return 0;
}

int main(int argc, char **argv)
{
	page = sysconf(_SC_PAGESIZE);
	comm = argv[0];
	if (argc > 4 && !strcmp(argv[1], "answers"))
		return save(argv[2], number(argv[3]) * MIB, argv + 4);
	for (size_t i = 0; argc > 2 && i < sizeof(roles) / sizeof(roles[0]); i++)
		if (!strcmp(roles[i].name, argv[1]) && argc == 3 + roles[i].args) {
			comm = argv[2];
			return start(&roles[i], argv + 3);
		}
	fprintf(stderr, "planter: no such role: %s\n", argc > 1 ? argv[1] : "");
	return 2;
}
