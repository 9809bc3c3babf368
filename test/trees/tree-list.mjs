// The public trees that are compared: where the top file is, what its build would have set, which tool is right.
// name: of the folder below FOLDER, and of the program below TOOLS. file: as it is given to the tool. inside: the folder
// that is srctree. atRoot: the tool is started there. dialect: what must be sniffed. tool: `conf` or `kconfiglib`.
// needs: files that the tree's own build makes first. letters: options of tools that know no long ones. modes: those of the
// tool, if it has not all; names: what it calls them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Of kconfig as it was about 2006. */
const letters = { allnoconfig: '-n', allyesconfig: '-y', alldefconfig: '-D', defconfig: '-D', olddefconfig: '-D' };

export const trees = [
  {
    name: 'linux-6.1',
    file: 'Kconfig',
    dialect: 'linux-6.1',
    environment: kernel('x86'),
    defconfigs: 'arch/x86/configs',
  },
  {
    name: 'linux-6.12',
    file: 'Kconfig',
    dialect: 'linux-6.12',
    environment: kernel('x86'),
    defconfigs: 'arch/x86/configs',
  },
  {
    name: 'busybox',
    file: 'Config.in',
    dialect: 'busybox',
    letters,
    needs: ['coreutils/Config.in'],
    defconfigs: 'configs',
  },
  { name: 'toybox', file: 'Config.in', dialect: 'busybox', letters, needs: ['generated/Config.in'], atRoot: true },
  {
    name: 'buildroot',
    file: 'Config.in',
    dialect: 'linux-4.17',
    prefix: '',
    environment: (_root, folder, cwd) => ({
      BR2_VERSION_FULL: '2026.08',
      HOSTARCH: 'x86_64',
      HOST_GCC_VERSION: '12 2',
      BASE_DIR: join(folder, 'buildroot.gen'),
      BR2_CONFIG: join(cwd, '.config'),
    }),
    atRoot: true,
    defconfigs: 'configs',
  },
  { name: 'seabios', file: 'src/Kconfig', dialect: 'old', atRoot: true },
  {
    name: 'uclibc-ng',
    file: 'extra/Configs/Config.in',
    dialect: 'old',
    letters: { allnoconfig: '-n', allyesconfig: '-y', alldefconfig: '-A', defconfig: '-D', olddefconfig: '-d' },
    atRoot: true,
    environment: () => ({ ARCH: 'x86_64', VERSION: '1.0.50', CROSS_COMPILER_PREFIX: '' }),
    defconfigs: 'extra/Configs/defconfigs/x86_64',
  },
  {
    name: 'at91bootstrap',
    file: 'Kconfig',
    dialect: 'linux-2.6',
    environment: () => ({ VERSION: '4.0.12' }),
    modes: ['allmodconfig'],
    names: { olddefconfig: 'defconfig=.config' },
    defconfigs: 'configs',
  },
  {
    name: 'nuttx',
    file: 'Kconfig',
    dialect: 'old',
    program: '/usr/bin/kconfig-conf',
    atRoot: true,
    needs: ['arch/dummy/Kconfig', 'boards/dummy/Kconfig'],
    environment: (root, folder) => ({
      APPSDIR: join(folder, 'apps'),
      APPSBINDIR: join(folder, 'apps'),
      BINDIR: root,
      EXTERNALDIR: 'dummy',
      ARCH: 'sim',
    }),
    defconfigs: 'boards/sim/sim/sim/configs',
  },
  {
    name: 'esp8266',
    file: 'Kconfig',
    dialect: 'esp8266',
    atRoot: true,
    environment: (root) => ({
      COMPONENT_KCONFIGS: join(root, 'components/esp8266/Kconfig'),
      COMPONENT_KCONFIGS_PROJBUILD: join(root, 'components/esptool_py/Kconfig.projbuild'),
      IDF_TARGET: 'esp8266',
      IDF_CMAKE: 'n',
      IDF_PATH: root,
    }),
  },
  {
    name: 'u-boot',
    file: 'Kconfig',
    dialect: 'u-boot',
    environment: () => ({ ARCH: 'riscv', CC: 'gcc', UBOOTVERSION: '2026.10', KERNELVERSION: '2026.10', SRCARCH: '..' }),
    defconfigs: 'configs',
  },
  {
    name: 'xen',
    inside: 'xen',
    file: 'Kconfig',
    dialect: 'linux-5.4',
    environment: () => ({ ARCH: 'x86_64', SRCARCH: 'x86', CC: 'gcc', LD: 'ld', XEN_FULLVERSION: '4.22' }),
  },
  {
    name: 'crosstool-ng',
    file: 'config/config.in',
    dialect: 'linux-5.10',
    prefix: 'CT_',
    needs: ['config/configure.in', 'config/gen/cc.in'],
    environment: () => ({ CT_VERSION: '1.28', CT_VCHECK: 'save' }),
    samples: 'samples',
    atRoot: true,
  },
  {
    name: 'nemu',
    file: 'Kconfig',
    dialect: 'linux-5.10',
    environment: (root) => ({ NEMU_HOME: root }),
    defconfigs: 'configs',
  },
  {
    name: 'unikraft',
    file: 'Config.uk',
    dialect: 'unikraft',
    environment: (root, _folder, cwd) => ({
      UK_BASE: root,
      UK_APP: root,
      UK_FULLVERSION: '0.17.0~eaf6fda1',
      UK_CODENAME: 'Calypso',
      UK_CONFIG: join(cwd, '.config'),
      UK_NAME: 'app',
      BUILD_DIR: cwd,
      KCONFIG_DIR: cwd,
      KCONFIG_LIB_BASE: join(root, 'lib'),
      KCONFIG_PLAT_BASE: join(root, 'plat'),
      KCONFIG_DRIV_BASE: join(root, 'drivers'),
      HOST_ARCH: 'x86_64',
    }),
  },
  {
    name: 'barebox',
    file: 'Kconfig',
    dialect: 'linux-5.15',
    environment: () => ({ ARCH: 'riscv', SRCARCH: 'riscv', CC: 'gcc', LD: 'ld', KERNELVERSION: '2026.07' }),
    defconfigs: 'arch/riscv/configs',
  },
  {
    name: 'coreboot',
    file: 'src/Kconfig',
    dialect: 'coreboot',
    atRoot: true,
    environment: (root, _folder, cwd) => ({ obj: cwd, objk: cwd, top: root, src: 'src' }),
    defconfigs: 'configs',
  },
  {
    name: 'openwrt',
    file: 'Config.in',
    dialect: 'openwrt',
    atRoot: true,
    needs: ['tmp/.config-target.in', 'tmp/.config-package.in'],
    environment: (root) => ({ TOPDIR: root }),
  },
  { name: 'klipper', file: 'src/Kconfig', dialect: 'kconfiglib', tool: 'kconfiglib', atRoot: true },
  {
    name: 'opensbi',
    file: 'Kconfig',
    dialect: 'kconfiglib',
    tool: 'kconfiglib',
    environment: (root) => ({
      OPENSBI_SRC_DIR: root,
      OPENSBI_PLATFORM: 'generic',
      OPENSBI_PLATFORM_SRC_DIR: join(root, 'platform/generic'),
    }),
    defconfigs: 'platform/generic/configs',
  },
  {
    name: 'swupdate',
    file: 'Kconfig',
    dialect: 'kconfiglib',
    tool: 'kconfiglib',
    environment: () => ({ HAVE_LINUX: 'y', HAVE_LUA: 'y', HAVE_LIBSSL: 'y', HAVE_JSON_C: 'y', HAVE_LIBCURL: 'y' }),
    defconfigs: 'configs',
  },
  {
    name: 'riot',
    file: 'Kconfig',
    dialect: 'kconfiglib',
    tool: 'kconfiglib',
    environment: (root) => ({
      RIOTBASE: root,
      RIOTBOARD: join(root, 'boards'),
      RIOTCPU: join(root, 'cpu'),
      BOARDDIR: join(root, 'boards/samr21-xpro'),
      CPU: 'samd21',
      APPDIR: join(root, 'examples/basic/hello-world'),
      KCONFIG_GENERATED_DEPENDENCIES: '/nowhere/Kconfig.dep',
      KCONFIG_EXTERNAL_MODULE_CONFIGS: '/nowhere/Kconfig.external_modules',
      KCONFIG_EXTERNAL_PKG_CONFIGS: '/nowhere/Kconfig.external_pkgs',
    }),
  },
  {
    name: 'tf-m',
    file: 'Kconfig',
    dialect: 'kconfiglib',
    tool: 'kconfiglib',
    environment: (root) => ({
      PLATFORM_PATH: join(root, 'platform/ext/target/arm/mps2/an521'),
      TFM_SOURCE_DIR: root,
      CMAKE_BUILD_TYPE: 'debug',
      TEST_PSA_API: '',
      TFM_VERSION: '2.3',
    }),
  },
  {
    name: 'esp-idf',
    file: 'Kconfig',
    dialect: 'kconfiglib',
    tool: 'kconfiglib',
    needs: ['../esp-idf.gen/kconfigs.in', '../esp-idf.gen/kconfigs_projbuild.in'],
    environment: (root, folder) => ({
      IDF_PATH: root,
      IDF_TARGET: 'esp32c3',
      IDF_VERSION: '6.1.0',
      IDF_INIT_VERSION: '6.1.0',
      IDF_ENV_FPGA: '',
      IDF_TOOLCHAIN: 'gcc',
      COMPONENT_KCONFIGS_SOURCE_FILE: join(folder, 'esp-idf.gen/kconfigs.in'),
      COMPONENT_KCONFIGS_PROJBUILD_SOURCE_FILE: join(folder, 'esp-idf.gen/kconfigs_projbuild.in'),
      COMPONENT_KCONFIGS_EXCLUDED_SOURCE_FILE: '/nowhere/kconfigs_excluded.in',
      COMPONENT_KCONFIGS_PROJBUILD_EXCLUDED_SOURCE_FILE: '/nowhere/kconfigs_projbuild_excluded.in',
    }),
  },
  {
    name: 'zephyr',
    file: 'Kconfig',
    dialect: 'kconfiglib',
    tool: 'kconfiglib',
    needs: ['../zephyr.gen/Kconfig.modules'],
    environment: (root, folder) => ({
      ZEPHYR_BASE: root,
      ARCH: 'riscv',
      ARCH_DIR: join(root, 'arch'),
      BOARD: 'qemu_riscv32',
      BOARD_DIR: join(root, 'boards/qemu/riscv32'),
      KCONFIG_BINARY_DIR: join(folder, 'zephyr.gen'),
      SOC_DIR: join(root, 'soc'),
    }),
  },
];

function kernel(arch) {
  return () => ({ ARCH: arch, SRCARCH: arch, CC: 'gcc', LD: 'ld', KERNELVERSION: '6.1.0', CC_VERSION_TEXT: 'gcc' });
}

/** Up to `count` of a tree's own configurations, spread over all it has. */
export function configurationsOf({ defconfigs, samples }, root, count) {
  const folder = defconfigs ?? samples;
  if (folder === undefined) return [];
  const names = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() === (samples === undefined))
    .map(({ name }) => name)
    .sort();
  const step = Math.max(1, Math.floor(names.length / count));
  return names
    .filter((_, index) => index % step === 0)
    .slice(0, count)
    .map((name) => join(folder, samples === undefined ? name : join(name, 'crosstool.config')));
}
