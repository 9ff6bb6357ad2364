/** Paths as text: host paths made absolute, container paths taken from /. No look at any file system. */

/** `path` from `base` (absolute), without `.` and empty components; `..` stays, since a symlink may precede it. */
export function absolute(path: string, base: string): string {
  const joined = path.startsWith('/') ? path : `${base}/${path}`;
  const parts = joined.split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

/** A container path from /, with `.` and `..` taken out as text: what lies outside of / does not exist. */
export function containerPath(path: string): string {
  // Most are so already.
  if (path.startsWith('/') && !path.includes('//') && !path.includes('/.') && !path.endsWith('/'))
    return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
