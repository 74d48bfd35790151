// SPDX-License-Identifier: GPL-2.0-or-later
// Elements. What comes out of a dump goes through text nodes alone, and in a <bdi>, so that it is
// never markup and never turns what stands beside it around.

export function h(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === undefined || value === null || value === false) continue;
		if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
		else element.setAttribute(name, value === true ? '' : value);
	}
	element.append(...children.flat().filter(child => child !== null && child !== undefined));
	return element;
}

/** A name out of the dump. */
export function name(text) {
	return h('bdi', {}, text);
}

export function fill(element, ...children) {
	element.replaceChildren(...children.flat().filter(child => child !== null));
	return element;
}

/** What a screen reader says next. */
export function announce(text) {
	document.getElementById('live').textContent = text;
}

/** A canvas of @width x @height CSS pixels, sharp on any screen. */
export function sizeCanvas(canvas, width, height) {
	const ratio = window.devicePixelRatio || 1;
	canvas.width = Math.max(1, Math.round(width * ratio));
	canvas.height = Math.max(1, Math.round(height * ratio));
	canvas.style.width = `${width}px`;
	canvas.style.height = `${height}px`;
	const context = canvas.getContext('2d');
	context.setTransform(ratio, 0, 0, ratio, 0, 0);
	return context;
}

const colours = new Map();

/** The value of a colour of the style sheet, as the theme has it. */
export function colour(variable) {
	if (!colours.has(variable)) {
		const style = getComputedStyle(document.documentElement);
		colours.set(variable, style.getPropertyValue(variable).trim());
	}
	return colours.get(variable);
}

/** The theme is another one now. */
export function forgetColours() {
	colours.clear();
}

const tip = () => document.getElementById('tip');

/** Lines beside the mouse; the first one is the heading. */
export function showTip(event, lines) {
	const element = fill(
		tip(),
		lines.map((line, i) => h(i ? 'div' : 'strong', {}, name(line))),
	);
	element.hidden = false;
	const box = element.getBoundingClientRect();
	const x = Math.min(event.clientX + 14, innerWidth - box.width - 8);
	const below = event.clientY + 18 + box.height < innerHeight;
	element.style.left = `${Math.max(4, x)}px`;
	const above = Math.max(4, event.clientY - box.height - 10);
	element.style.top = `${below ? event.clientY + 18 : above}px`;
}

export function hideTip() {
	tip().hidden = true;
}

/** Once for each frame of the screen, however often it is called. */
export function eachFrame(draw) {
	let asked = false;
	return () => {
		if (asked) return;
		asked = true;
		requestAnimationFrame(() => {
			asked = false;
			draw();
		});
	};
}

/**
 * What draws @section anew: at once while it is in sight; else in the frame after the next, so
 * that what is in sight does not wait for what is not.
 */
export function inTurn(section, draw) {
	let [inSight, asked] = [false, false];
	new IntersectionObserver(entries => {
		inSight = entries[entries.length - 1].isIntersecting;
	}).observe(section);
	return () => {
		if (inSight) {
			draw();
			return;
		}
		if (asked) return;
		asked = true;
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				asked = false;
				draw();
			}),
		);
	};
}

export async function copyText(text) {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		const area = h('textarea', { class: 'off-screen', 'aria-hidden': 'true' });
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand('copy');
		area.remove();
	}
	announce('Copied');
}

export function saveText(text, file, type) {
	const link = h('a', {
		href: URL.createObjectURL(new Blob([text], { type })),
		download: file,
	});
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
