// SPDX-License-Identifier: GPL-2.0-or-later
// Headless Chromium by its own protocol, over a pipe: pages, keys, the mouse, pictures.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
	'--headless=new',
	'--no-sandbox',
	'--disable-gpu',
	'--hide-scrollbars',
	'--remote-debugging-pipe',
	'--no-first-run',
	'--disable-extensions',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-dev-shm-usage',
	'--force-color-profile=srgb',
	'--font-render-hinting=none',
];
const KEYS = {
	Enter: 13,
	Escape: 27,
	Backspace: 8,
	Tab: 9,
	' ': 32,
	ArrowLeft: 37,
	ArrowUp: 38,
	ArrowRight: 39,
	ArrowDown: 40,
	Home: 36,
	End: 35,
	PageDown: 34,
	PageUp: 33,
};

/** What a page of ours sets when it is drawn, or cannot be. */
const READY = 'document.documentElement.dataset.ready';
/** Of a page without a program. */
export const LOADED = 'document.readyState === "complete" && document.body.children.length';

export const sleep = ms => new Promise(done => setTimeout(done, ms));

export class Browser {
	constructor(program = process.env.CHROMIUM ?? 'chromium') {
		this.profile = mkdtempSync(join(tmpdir(), 'pageowner-html-'));
		this.process = spawn(
			program,
			[...FLAGS, `--user-data-dir=${this.profile}`, 'about:blank'],
			{ stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
		);
		this.answers = new Map();
		this.listeners = [];
		this.number = 0;
		this.left = '';
		this.process.stdio[4].setEncoding('utf8').on('data', text => this.take(text));
	}

	take(text) {
		const messages = (this.left + text).split('\0');
		this.left = messages.pop();
		for (const message of messages.map(part => JSON.parse(part))) {
			const answer = this.answers.get(message.id);
			this.answers.delete(message.id);
			if (answer && message.error)
				answer.fail(new Error(JSON.stringify(message.error)));
			else if (answer) answer.done(message.result);
			else this.listeners.forEach(listener => listener(message));
		}
	}

	send(method, params = {}, sessionId = undefined) {
		const id = ++this.number;
		this.process.stdio[3].write(
			`${JSON.stringify({ id, method, params, sessionId })}\0`,
		);
		return new Promise((done, fail) => this.answers.set(id, { done, fail }));
	}

	/** A page of its own; what it asks for and says is kept. */
	async open(
		url,
		{
			width = 1280,
			height = 900,
			scale = 1,
			media = [],
			mobile = false,
			ready = READY,
		} = {},
	) {
		const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
		const { sessionId } = await this.send('Target.attachToTarget', {
			targetId,
			flatten: true,
		});
		const page = new Page(this, sessionId, targetId);
		for (const domain of ['Page', 'Runtime', 'Network', 'Log'])
			await page.send(`${domain}.enable`);
		await page.send('Emulation.setDeviceMetricsOverride', {
			width,
			height,
			deviceScaleFactor: scale,
			mobile,
		});
		await page.send('Emulation.setEmulatedMedia', { features: media });
		await page.go(url, ready);
		return page;
	}

	async close() {
		await this.send('Browser.close').catch(() => {});
		await new Promise(done => {
			this.process.on('exit', done);
			if (this.process.exitCode !== null) done();
		});
		rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
	}
}

export class Page {
	constructor(browser, session, target) {
		Object.assign(this, { browser, session, target, requests: [], messages: [] });
		browser.listeners.push(
			message => message.sessionId === session && this.take(message),
		);
	}

	take({ method, params }) {
		if (method === 'Network.requestWillBeSent') this.requests.push(params.request.url);
		else if (method === 'Runtime.consoleAPICalled')
			this.messages.push(
				params.args.map(arg => arg.value ?? arg.description).join(' '),
			);
		else if (method === 'Runtime.exceptionThrown')
			this.messages.push(
				params.exceptionDetails.exception?.description ??
					params.exceptionDetails.text,
			);
		else if (method === 'Log.entryAdded') this.messages.push(params.entry.text);
		else if (method === 'Page.javascriptDialogOpening')
			this.messages.push(`dialog: ${params.message}`);
	}

	send(method, params) {
		return this.browser.send(method, params, this.session);
	}

	/** The page, shown; the time since it was asked for is in this.shown (ms). */
	async go(url, ready = READY) {
		const begun = performance.now();
		await this.send('Page.navigate', { url });
		await this.until(ready, 30);
		this.shown = performance.now() - begun;
	}

	async run(expression) {
		const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
			expression,
			returnByValue: true,
			awaitPromise: true,
		});
		if (exceptionDetails)
			throw new Error(
				exceptionDetails.exception?.description ?? exceptionDetails.text,
			);
		return result.value;
	}

	async until(expression, seconds = 5) {
		const end = performance.now() + seconds * 1000;
		while (!(await this.run(`Boolean(${expression})`).catch(() => false))) {
			if (performance.now() > end) throw new Error(`never: ${expression}`);
			await sleep(15);
		}
	}

	/** Until what was asked for has been drawn. */
	settle() {
		return this.run(
			'new Promise(done => requestAnimationFrame(() => ' +
				'requestAnimationFrame(() => done(true))))',
		);
	}

	/** Where it is once it has been scrolled to and all has been drawn. */
	async boxOf(selector) {
		const found = `document.querySelector(${JSON.stringify(selector)})`;
		await this.run(`${found}.scrollIntoView({ block: 'center', behavior: 'instant' })`);
		await this.settle();
		return this.run(`(() => {
			const { x, y, width, height } = ${found}.getBoundingClientRect();
			return { x, y, width, height };
		})()`);
	}

	async clickAt(x, y) {
		await this.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
		for (const type of ['mousePressed', 'mouseReleased'])
			await this.send('Input.dispatchMouseEvent', {
				type,
				x,
				y,
				button: 'left',
				clickCount: 1,
			});
		await this.settle();
	}

	async click(selector) {
		const box = await this.boxOf(selector);
		await this.clickAt(box.x + box.width / 2, box.y + Math.min(box.height / 2, 12));
	}

	async hover(x, y) {
		await this.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
		await this.settle();
	}

	async key(key, modifiers = 0) {
		const code = KEYS[key] ?? key.toUpperCase().charCodeAt(0);
		const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
		await this.send('Input.dispatchKeyEvent', {
			type: text ? 'keyDown' : 'rawKeyDown',
			key,
			text,
			modifiers,
			windowsVirtualKeyCode: code,
		});
		await this.send('Input.dispatchKeyEvent', {
			type: 'keyUp',
			key,
			modifiers,
			windowsVirtualKeyCode: code,
		});
		await this.settle();
	}

	async type(text) {
		await this.send('Input.insertText', { text });
		await sleep(200);
		await this.settle();
	}

	async focus(selector) {
		await this.run(`document.querySelector(${JSON.stringify(selector)}).focus()`);
	}

	text(selector) {
		return this.run(
			`document.querySelector(${JSON.stringify(selector)})?.textContent ?? null`,
		);
	}

	/** PNG as bytes: of the whole page, or of one element. */
	async picture(selector = null) {
		const clip = selector
			? await this.run(`(() => {
			const found = document.querySelector(${JSON.stringify(selector)});
			const { x, y, width, height } = found.getBoundingClientRect();
			return { x: x + scrollX, y: y + scrollY, width, height, scale: 1 };
		})()`)
			: undefined;
		const { data } = await this.send('Page.captureScreenshot', {
			format: 'png',
			clip,
			captureBeyondViewport: true,
		});
		return Buffer.from(data, 'base64');
	}

	async wholePicture() {
		const {
			cssContentSize: { width, height },
		} = await this.send('Page.getLayoutMetrics');
		const { data } = await this.send('Page.captureScreenshot', {
			format: 'png',
			captureBeyondViewport: true,
			clip: { x: 0, y: 0, width, height, scale: 1 },
		});
		return Buffer.from(data, 'base64');
	}

	async pdf() {
		const { data } = await this.send('Page.printToPDF', {
			printBackground: true,
			preferCSSPageSize: false,
			paperWidth: 8.27,
			paperHeight: 11.69,
		});
		return Buffer.from(data, 'base64');
	}

	close() {
		return this.browser.send('Target.closeTarget', { targetId: this.target });
	}
}
