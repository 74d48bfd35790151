// SPDX-License-Identifier: GPL-2.0-or-later
// Stacks merged from one end, in typed arrays: a node is a number, and that of a child is larger
// than that of its parent.

class Builder {
	constructor(frames) {
		this.size = 1;
		this.room = 1024;
		this.parent = new Int32Array(this.room);
		this.frame = new Int32Array(this.room);
		this.slots = new Int32Array(4096); // number of a node plus 1; 0: free
		this.parent[0] = -1;
		this.frame[0] = -1;
		this.frames = frames;
	}

	grow() {
		this.room *= 2;
		for (const member of ['parent', 'frame']) {
			const grown = new Int32Array(this.room);
			grown.set(this[member]);
			this[member] = grown;
		}
	}

	slotOf(slots, parent, frame) {
		const mask = slots.length - 1;
		let i =
			((Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame, 0x85ebca6b)) >>> 7) &
			mask;
		while (
			slots[i] &&
			(this.parent[slots[i] - 1] !== parent || this.frame[slots[i] - 1] !== frame)
		)
			i = (i + 1) & mask;
		return i;
	}

	rehash() {
		const slots = new Int32Array(this.slots.length * 2);
		for (let node = 1; node < this.size; node++)
			slots[this.slotOf(slots, this.parent[node], this.frame[node])] = node + 1;
		this.slots = slots;
	}

	child(parent, frame) {
		const i = this.slotOf(this.slots, parent, frame);
		if (this.slots[i]) return this.slots[i] - 1;
		if (this.size === this.room) this.grow();
		this.parent[this.size] = parent;
		this.frame[this.size] = frame;
		this.slots[i] = ++this.size;
		if (this.size * 2 > this.slots.length) this.rehash();
		return this.size - 1;
	}
}

/** The children of all nodes, one behind the other: those of n from start[n] to start[n + 1]. */
function childrenOf(parent, size) {
	const start = new Int32Array(size + 1),
		list = new Int32Array(size);
	for (let node = 1; node < size; node++) start[parent[node] + 1]++;
	for (let node = 0; node < size; node++) start[node + 1] += start[node];
	const next = start.slice();
	for (let node = 1; node < size; node++) list[next[parent[node]]++] = node;
	return { start, list };
}

/**
 * @param {object} stacks first, functions, hidden: the frames of stack s are
 *	functions[first[s]] to functions[first[s + 1] - 1], innermost first
 * @param {boolean} outwards from the callers of the allocators; else from the outermost frames
 * @param {boolean} allocators with the frames of the allocators
 */
export function makeTrie(stacks, outwards, allocators) {
	const builder = new Builder();
	const leaf = new Int32Array(stacks.count);
	for (let s = 0; s < stacks.count; s++) {
		const hidden = allocators ? 0 : stacks.hidden[s];
		const inner = Math.min(stacks.first[s] + hidden, stacks.first[s + 1]);
		const end = stacks.first[s + 1];
		let node = 0;
		if (inner === end) node = builder.child(0, stacks.placeholder[s]);
		else if (outwards)
			for (let i = inner; i < end; i++)
				node = builder.child(node, stacks.functions[i]);
		else
			for (let i = end - 1; i >= inner; i--)
				node = builder.child(node, stacks.functions[i]);
		leaf[s] = node;
	}
	const size = builder.size;
	const parent = builder.parent.slice(0, size);
	const depth = new Uint8Array(size);
	for (let node = 1; node < size; node++)
		depth[node] = Math.min(255, depth[parent[node]] + 1);
	return {
		size,
		parent,
		depth,
		frame: builder.frame.slice(0, size),
		leaf,
		...childrenOf(parent, size),
	};
}

/** The sums of @ofStacks below each node. */
export function sumUp(trie, ofStacks) {
	const sums = new Float64Array(trie.size);
	for (let s = 0; s < trie.leaf.length; s++) sums[trie.leaf[s]] += ofStacks[s];
	for (let node = trie.size - 1; node > 0; node--) sums[trie.parent[node]] += sums[node];
	return sums;
}

export const MIXED = -1,
	NOTHING = -2;

/** The class that all stacks below a node agree in, MIXED, or NOTHING where none has weight. */
export function agree(trie, ofStacks, weights) {
	const classes = new Int16Array(trie.size).fill(NOTHING);
	const join = (node, value) => {
		if (classes[node] === NOTHING) classes[node] = value;
		else if (classes[node] !== value) classes[node] = MIXED;
	};
	for (let s = 0; s < trie.leaf.length; s++) if (weights[s]) join(trie.leaf[s], ofStacks[s]);
	for (let node = trie.size - 1; node > 0; node--)
		if (classes[node] !== NOTHING) join(trie.parent[node], classes[node]);
	return classes;
}

/** From the root to @node, without the root. */
export function pathOf(trie, node) {
	const path = [];
	for (; node > 0; node = trie.parent[node]) path.unshift(node);
	return path;
}
