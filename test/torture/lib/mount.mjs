/*
 * File systems of a test's own. Only root may mount, and not in every container: who cannot mount
 * is told so, and skips.
 */
import { spawnSync } from 'node:child_process';
import { ftruncateSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function newFolder() {
    return mkdtempSync(join(tmpdir(), 'perq-disk-'));
}

function mount(...args) {
    return spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
}

export function unmount(folder) {
    spawnSync('umount', ['--lazy', folder], { stdio: 'ignore' });
}

/* A file system in memory with that much room, or null where mounting is not allowed. */
export function newSmallDisk(bytes) {
    const folder = newFolder();
    if (mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder)) {
        return folder;
    }
    rmSync(folder, { recursive: true });
    return null;
}

/* The same folder seen at another place, where nothing can be written; or null. */
export function readOnlyView(folder) {
    const view = newFolder();
    if (mount('--bind', folder, view) && mount('-o', 'remount,ro,bind', view)) {
        return view;
    }
    unmount(view);
    rmSync(view, { recursive: true });
    return null;
}

/* Takes all room that is left on the disk except so many bytes, in a file. */
export function fillDisk(file, bytesLeft) {
    const handle = openSync(file, 'w');
    const block = Buffer.alloc(64 * 1024);
    let size = 0;
    try {
        for (;;) {
            size += writeSync(handle, block);
        }
    } catch (error) {
        if (error.code !== 'ENOSPC') {
            throw error;
        }
        ftruncateSync(handle, Math.max(0, size - bytesLeft));
    } finally {
        closeSync(handle);
    }
}
