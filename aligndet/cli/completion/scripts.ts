/** @module What a shell reads to complete `aligndet`: each asks the program itself for candidates. */

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** @param program how the shell starts `aligndet`, ready to be put into a script. */
export function completionScript(shell: Shell, program: string): string {
  return { bash, zsh, fish }[shell](program);
}

/** Candidates bring their own space, so that a key may go on behind its dot. */
const bash = (program: string) => `# Completion of aligndet for bash: source <(aligndet completion bash)
_aligndet() {
  local IFS=$'\\n'
  COMPREPLY=($(${program} completion bash --line "$COMP_LINE" --point "$COMP_POINT" 2>/dev/null))
}
complete -o nospace -F _aligndet aligndet
`;

const zsh = (program: string) => `#compdef aligndet
# Completion of aligndet for zsh: source <(aligndet completion zsh)
_aligndet() {
  local -a words
  words=("\${(@f)$(${program} completion zsh --line "$BUFFER" --point "$CURSOR" 2>/dev/null)}")
  compadd -Q -S '' -- \${words:#}
}
compdef _aligndet aligndet
`;

const fish = (program: string) => `# Completion of aligndet for fish: aligndet completion fish | source
complete -c aligndet -f -a '(${program} completion fish --line (commandline -cp | string collect) 2>/dev/null)'
`;
