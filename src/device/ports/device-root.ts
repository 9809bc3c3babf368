/**
 * Where the system's own trees begin: /sys, /dev, /etc/group. BLJH_DEVICE_ROOT names another folder that has them, for tests
 * and for containers that see those of their host in a folder.
 */
type Environment = Readonly<Record<string, string | undefined>>;

export function deviceRootOf(env: Environment = process.env): string {
  return env['BLJH_DEVICE_ROOT'] || '/';
}

/** Whether ports are read from sysfs: on Linux. */
export function hasSysfs(env: Environment = process.env, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'linux' || deviceRootOf(env) !== '/';
}
