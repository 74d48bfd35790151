/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of include/linux/types.h that the structs of every release are made of.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef unsigned int gfp_t; /* include/linux/types.h */
typedef int fake_pid_t;
typedef u32 depot_stack_handle_t; /* include/linux/stackdepot.h */
typedef struct {
	int counter;
} atomic_t; /* include/linux/types.h */
typedef struct {
	int64_t counter;
} atomic_long_t;
struct list_head {
	struct list_head *next, *prev;
};
struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};
struct percpu_ref {
	unsigned long percpu_count_ptr;
	void *data;
};

/* include/linux/module.h */
struct mod_kallsyms {
	void *symtab;
	unsigned int num_symtab;
	char *strtab;
	char *typetab;
};

/* include/uapi/linux/elf.h */
struct elf64_sym {
	u32 st_name;
	unsigned char st_info;
	unsigned char st_other;
	u16 st_shndx;
	u64 st_value;
	u64 st_size;
};

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
	MODULE_STATE_UNFORMED
};
