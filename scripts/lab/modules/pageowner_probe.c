// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the kernel print on its console what it knows of a page: writing a page frame number to
 * /sys/kernel/debug/pageowner_probe calls dump_page(), whose output is in the log.
 */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct dentry *file;

static ssize_t probe_write(struct file *unused, const char __user *buf, size_t count, loff_t *pos)
{
	unsigned long pfn;
	int err = kstrtoul_from_user(buf, count, 0, &pfn);

	if (err)
		return err;
	if (!pfn_valid(pfn))
		return -EINVAL;
	dump_page(pfn_to_page(pfn), "pageowner_probe");
	return count;
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.write = probe_write,
};

static int __init probe_init(void)
{
	file = debugfs_create_file("pageowner_probe", 0200, NULL, NULL, &probe_fops);
	return PTR_ERR_OR_ZERO(file);
}
module_init(probe_init);

static void __exit probe_exit(void)
{
	debugfs_remove(file);
}
module_exit(probe_exit);

MODULE_DESCRIPTION("dump_page() on request");
MODULE_LICENSE("GPL");
