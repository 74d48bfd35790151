// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Plants allocations whose owner is known, for tests of page_owner readers.
 *
 * Each kind of allocation has a separate function, so that it can be found by name in a stack.
 * Each allocation is recorded at once and can be read from
 * /sys/kernel/debug/pageowner_plant/truth.  User space asks for it by writing "KIND COUNT" to the
 * file "plant" beside it: the process that writes is the process that page_owner records.
 */
#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/vmalloc.h>

#include "pageowner_plant.h"

#define TEXT_SIZE 64
#define COUNT_MAX 65536

struct record {
	struct list_head list;
	const char *module;
	char function[TEXT_SIZE];
	const char *state;
	unsigned int order;
	gfp_t gfp;
	char comm[TASK_COMM_LEN];
	pid_t pid;
	unsigned int count;
	unsigned long *pfns;
};

static LIST_HEAD(records);
static DEFINE_MUTEX(records_lock);
static struct dentry *dir;

unsigned long *pageowner_plant_pfns(unsigned int count)
{
	return kvcalloc(count, sizeof(unsigned long), GFP_KERNEL);
}
EXPORT_SYMBOL_GPL(pageowner_plant_pfns);

int pageowner_plant_record(const char *module, const char *function, unsigned int order, gfp_t gfp,
			   const char *state, unsigned long *pfns, unsigned int count)
{
	struct record *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	/* both strings below are literals of the calling module, which may be unloaded */
	r->module = kstrdup(module, GFP_KERNEL);
	r->state = kstrdup(state, GFP_KERNEL);
	strscpy(r->function, function, TEXT_SIZE);
	r->order = order;
	r->gfp = gfp;
	get_task_comm(r->comm, current);
	r->pid = task_pid_nr(current);
	r->count = count;
	r->pfns = pfns;
	mutex_lock(&records_lock);
	list_add_tail(&r->list, &records);
	mutex_unlock(&records_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(pageowner_plant_record);

/*
 * The functions that own pages.  Each keeps its pages forever: the first page frame numbers are
 * recorded in the truth file, and nobody frees them.
 */
static __always_inline int take(unsigned long *pfns, unsigned int count, gfp_t gfp,
				unsigned int order)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct page *page = alloc_pages(gfp, order);

		if (!page)
			break;
		/* the previous contents would not compress in a dump */
		memset(page_address(page), 'o', PAGE_SIZE << order);
		pfns[i] = page_to_pfn(page);
	}
	return i;
}

#define KEEPER(name, mask, ord)                                           \
	static noinline int name(unsigned long *pfns, unsigned int count) \
	{                                                                 \
		return take(pfns, count, mask, ord);                      \
	}

#define KEEPERS(X)                                                          \
	X(plant_kernel_order0, GFP_KERNEL, 0)                               \
	X(plant_zeroed_order0, GFP_KERNEL | __GFP_ZERO, 0)                  \
	X(plant_atomic_order1, GFP_ATOMIC, 1)                               \
	X(plant_compound_order2, GFP_KERNEL | __GFP_ZERO | __GFP_COMP, 2)   \
	X(plant_movable_order3, GFP_HIGHUSER_MOVABLE, 3)                    \
	X(plant_nofs_order5, GFP_NOFS | __GFP_NOWARN | __GFP_NORETRY, 5)    \
	X(plant_compound_order9, GFP_KERNEL | __GFP_COMP | __GFP_NOWARN, 9) \
	X(plant_charged_order0, GFP_KERNEL_ACCOUNT, 0)                      \
	X(plant_reclaimable_order0, GFP_KERNEL | __GFP_RECLAIMABLE, 0)      \
	X(plant_into_movable_blocks, GFP_KERNEL | __GFP_NOWARN, 0)          \
	X(plant_driver_leak, GFP_KERNEL | __GFP_NOWARN, 0)                  \
	X(plant_driver_ring, GFP_KERNEL | __GFP_NOWARN, 0)                  \
	X(plant_dead_process, GFP_KERNEL, 0)                                \
	X(plant_last_straw, GFP_KERNEL | __GFP_NOWARN, 0)

KEEPERS(KEEPER)

/* Allocates and frees: must not appear among the owners. */
static noinline int plant_and_free(unsigned long *pfns, unsigned int count)
{
	unsigned int i;
	int taken = take(pfns, count, GFP_KERNEL, 0);

	for (i = 0; i < taken; i++)
		__free_page(pfn_to_page(pfns[i]));
	return taken;
}

/* In interrupt context: the process of the record is the one that was interrupted. */
static struct {
	unsigned long *pfns;
	unsigned int count;
	int taken;
	struct completion done;
} softirq;

static noinline int plant_in_timer(unsigned long *pfns, unsigned int count)
{
	return take(pfns, count, GFP_ATOMIC, 0);
}

static void timer_fired(struct timer_list *unused)
{
	softirq.taken = plant_in_timer(softirq.pfns, softirq.count);
	complete(&softirq.done);
}

static int plant_timer(unsigned long *pfns, unsigned int count)
{
	struct timer_list timer;

	softirq.pfns = pfns;
	softirq.count = count;
	init_completion(&softirq.done);
	timer_setup_on_stack(&timer, timer_fired, 0);
	mod_timer(&timer, jiffies + 1);
	wait_for_completion(&softirq.done);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	timer_delete_sync(&timer);
#else
	del_timer_sync(&timer);
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
	timer_destroy_on_stack(&timer);
#else
	destroy_timer_on_stack(&timer);
#endif
	return softirq.taken;
}

static noinline int plant_in_tasklet(unsigned long *pfns, unsigned int count)
{
	return take(pfns, count, GFP_ATOMIC | __GFP_COMP, 1);
}

static void tasklet_ran(struct tasklet_struct *unused)
{
	softirq.taken = plant_in_tasklet(softirq.pfns, softirq.count);
	complete(&softirq.done);
}

static DECLARE_TASKLET(tasklet, tasklet_ran);

static int plant_tasklet(unsigned long *pfns, unsigned int count)
{
	softirq.pfns = pfns;
	softirq.count = count;
	init_completion(&softirq.done);
	tasklet_schedule(&tasklet);
	wait_for_completion(&softirq.done);
	tasklet_kill(&tasklet);
	return softirq.taken;
}

/* Memory that the kernel also accounts elsewhere: the pages of vmalloc and of large kmalloc. */
static noinline int plant_vmalloc(unsigned long *pfns, unsigned int count)
{
	char *area = vmalloc(count * PAGE_SIZE);
	unsigned int i;

	if (!area)
		return 0;
	memset(area, 'v', count * PAGE_SIZE);
	for (i = 0; i < count; i++)
		pfns[i] = vmalloc_to_pfn(area + i * PAGE_SIZE);
	return count;
}

static noinline int plant_kmalloc_large(unsigned long *pfns, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		void *p = kmalloc(PAGE_SIZE << 3, GFP_KERNEL);

		if (!p)
			break;
		memset(p, 'k', PAGE_SIZE << 3);
		pfns[i] = page_to_pfn(virt_to_page(p));
	}
	return i;
}

/* clang-format off */
static const struct kind {
	const char *name;
	const char *owner;
	int (*plant)(unsigned long *pfns, unsigned int count);
	gfp_t gfp;
	unsigned int order;
	const char *state;
} kinds[] = {
#define KIND(name, mask, ord)	{ #name, #name, name, mask, ord, "held" },
	KEEPERS(KIND)
	{ "plant_and_free", "plant_and_free", plant_and_free,
	  GFP_KERNEL, 0, "freed" },
	{ "plant_timer", "plant_in_timer", plant_timer,
	  GFP_ATOMIC, 0, "held" },
	{ "plant_tasklet", "plant_in_tasklet", plant_tasklet,
	  GFP_ATOMIC | __GFP_COMP, 1, "held" },
	/*
	 * The mask is chosen inside vmalloc and large kmalloc and differs between releases, so
	 * the truth file does not contain it.
	 */
	{ "plant_vmalloc", "plant_vmalloc", plant_vmalloc, 0, 0, "held" },
	{ "plant_kmalloc_large", "plant_kmalloc_large", plant_kmalloc_large,
	  0, 3, "held" },
};
/* clang-format on */

static int plant(const char *name, unsigned int count)
{
	unsigned long *pfns;
	int i, taken, err;

	for (i = 0; strcmp(kinds[i].name, name); i++)
		if (i + 1 == ARRAY_SIZE(kinds))
			return -ENOENT;
	pfns = pageowner_plant_pfns(count);
	if (!pfns)
		return -ENOMEM;
	taken = kinds[i].plant(pfns, count);
	err = pageowner_plant_record(KBUILD_MODNAME, kinds[i].owner, kinds[i].order, kinds[i].gfp,
				     kinds[i].state, pfns, taken);
	return err ?: (taken == count ? 0 : -ENOMEM);
}

static ssize_t plant_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	static DEFINE_MUTEX(one_at_a_time);
	char line[TEXT_SIZE], name[TEXT_SIZE];
	unsigned int count;
	int err;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, len))
		return -EFAULT;
	line[len] = 0;
	if (sscanf(line, "%63s %u", name, &count) != 2 || !count || count > COUNT_MAX)
		return -EINVAL;
	mutex_lock(&one_at_a_time);
	err = plant(name, count);
	mutex_unlock(&one_at_a_time);
	return err ?: len;
}

static const struct file_operations plant_fops = {
	.owner = THIS_MODULE,
	.write = plant_write,
};

static void *truth_start(struct seq_file *m, loff_t *pos)
{
	mutex_lock(&records_lock);
	return seq_list_start_head(&records, *pos);
}

static void *truth_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &records, pos);
}

static void truth_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&records_lock);
}

/* Prints page frame numbers as ranges of adjacent allocations. */
static void show_pfns(struct seq_file *m, const struct record *r)
{
	unsigned long step = 1UL << r->order;
	unsigned int i, first = 0;

	for (i = 1; i <= r->count; i++) {
		if (i < r->count && r->pfns[i] == r->pfns[i - 1] + step)
			continue;
		seq_printf(m, "%s%lu", first ? "," : "", r->pfns[first]);
		if (i - first > 1)
			seq_printf(m, "-%lu", r->pfns[i - 1]);
		first = i;
	}
}

static int truth_show(struct seq_file *m, void *v)
{
	const struct record *r = list_entry(v, struct record, list);

	if (v == &records) {
		seq_puts(m, "# module function order gfp count state pid comm pfns\n");
		return 0;
	}
	seq_printf(m, "%s %s %u %#x %u %s %d %s ", r->module ?: "?", r->function, r->order,
		   (__force unsigned int)r->gfp, r->count, r->state ?: "?", r->pid, r->comm);
	show_pfns(m, r);
	seq_putc(m, '\n');
	return 0;
}

static const struct seq_operations truth_sops = {
	.start = truth_start,
	.next = truth_next,
	.stop = truth_stop,
	.show = truth_show,
};

DEFINE_SEQ_ATTRIBUTE(truth);

static int __init pageowner_plant_init(void)
{
	dir = debugfs_create_dir("pageowner_plant", NULL);
	debugfs_create_file("plant", 0200, dir, NULL, &plant_fops);
	debugfs_create_file("truth", 0400, dir, NULL, &truth_fops);
	return 0;
}

/* There is no exit function: planted pages stay allocated. */
module_init(pageowner_plant_init);
MODULE_DESCRIPTION("plants page allocations whose owner is known");
MODULE_LICENSE("GPL");
