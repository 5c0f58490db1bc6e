/** A systemd user unit that keeps an agent for as long as the user's manager runs; `awsx` is one word for a shell. */
export function formatAgentUnit(awsx: string): string {
  return `# ~/.config/systemd/user/awsx-agent.service, then: systemctl --user enable --now awsx-agent
[Unit]
Description=awsx agent
Documentation=man:systemd.exec(5)

[Service]
ExecStart=${awsx} agent start --foreground
Restart=on-failure
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
UnsetEnvironment=NODE_OPTIONS NODE_DEBUG LD_PRELOAD LD_LIBRARY_PATH BUN_OPTIONS

[Install]
WantedBy=default.target
`
}
