/** A property's name as one step of a JSON pointer: RFC 6901. */
export function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
