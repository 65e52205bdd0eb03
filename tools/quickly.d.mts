export function quickly(argv: readonly string[]): Promise<boolean>;
