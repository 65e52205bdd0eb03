/** @module What a shell reads to complete `aligndet`: each asks the program itself for candidates. */

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** @param program how the shell starts `aligndet`, ready to be put into a script. */
export function completionScript(shell: Shell, program: string): string {
  return { bash, zsh, fish }[shell](program);
}

/** Candidates include their trailing space, so that a key may continue after its dot. */
const bash = (program: string) => `# Completion of aligndet for bash: source <(aligndet completion bash)
_aligndet() {
  local IFS=$'\\n'
  COMPREPLY=($(${program} completion bash --line "$COMP_LINE" --point "$COMP_POINT" 2>/dev/null))
}
complete -o nospace -F _aligndet aligndet
_aligndet_npx() {
  [[ $COMP_CWORD -gt 1 && \${COMP_WORDS[1]} == aligndet ]] || return 0
  compopt -o nospace +o default +o bashdefault 2>/dev/null
  _aligndet
}
complete -o bashdefault -o default -F _aligndet_npx npx
`;

const zsh = (program: string) => `#compdef aligndet
# Completion of aligndet for zsh: source <(aligndet completion zsh)
_aligndet() {
  local -a words
  words=("\${(@f)$(${program} completion zsh --line "$BUFFER" --point "$CURSOR" 2>/dev/null)}")
  compadd -Q -S '' -- \${words:#}
}
_aligndet_npx() {
  if [[ "\${BUFFER}" == "npx aligndet "* ]]; then _aligndet; else _files; fi
}
compdef _aligndet aligndet
compdef _aligndet_npx npx
`;

const fish = (program: string) => `# Completion of aligndet for fish: aligndet completion fish | source
complete -c aligndet -f -a '(${program} completion fish --line (commandline -cp | string collect) 2>/dev/null)'
complete -c npx -n '__fish_seen_subcommand_from aligndet' -f -a '(${program} completion fish --line (commandline -cp | string collect) 2>/dev/null)'
`;
