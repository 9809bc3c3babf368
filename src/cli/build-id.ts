/** Identity of this bljh: its version and a hash of its sources, put in by scripts/bundle.mjs. */
declare const __BLJH_VERSION__: string;
declare const __BLJH_BUILD_ID__: string;

export const VERSION: string = typeof __BLJH_VERSION__ === 'undefined' ? '0.0.0-dev' : __BLJH_VERSION__;
export const BUILD_ID: string = typeof __BLJH_BUILD_ID__ === 'undefined' ? 'dev' : __BLJH_BUILD_ID__;
