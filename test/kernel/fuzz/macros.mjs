// Macros and environment variables of a random tree: where used, and their definitions.

/** Each function returns its text as it is or written through a macro. */
export function macros(next, options) {
  const on = next.chance(options.macros ?? 35);
  const shell = on && next.chance(25);
  const use = (percent) => on && next.chance(percent);
  const environment = {};
  if (on && next.chance(95)) environment.FUZZ_Y = next.pick(['y', 'n', 'm']);
  if (on && next.chance(95))
    environment.FUZZ_TEXT = next.pick([
      'text',
      'two words',
      '"q"',
      'y',
      '42',
      'a$b',
      '\\',
      ...(next.chance(20) ? [''] : []),
    ]);

  return {
    environment,
    define(out) {
      if (!on) return;
      const lines = [
        'yes := y',
        'no = n',
        'same = $(1)',
        'both = $(1) $(2)',
        'and = $(1) && $(2)',
        'dir := sub',
        'empty :=',
        'text = some $(yes) text',
        'text += more',
        'later = $(after)',
        'after := 7',
        `number := ${shell ? '$(shell,echo 5)' : '5'}`,
        `line := ${shell ? "$(shell,printf 'a\\nb\\n\\n')" : 'a b'}`,
        ...(next.chance(20) ? [next.pick(['$(info,seen $(lineno) $(filename))', '$(warning-if,$(yes),careful)'])] : []),
        ...(next.chance(10)
          ? [next.pick(['$(warning-if,n,never)', 'x$(yes) = z', 'text += $(FUZZ_TEXT)', 'a-b := c'])]
          : []),
        ...(next.chance(3) ? [next.pick(['loop = $(loop)\nuse := $(loop)', 'f = $(f,$(1))\nuse := $(f,x)'])] : []),
      ];
      for (const line of lines) out.raw(line);
      out.blank();
    },
    name: (name) => (use(3) ? next.pick([`$(same,${name})`, `${name}$(empty)`, `$(empty)${name}`]) : name),
    inText(content) {
      if (!use(12)) return content;
      const calls = [
        '$(text)',
        '$(FUZZ_TEXT)',
        '$(line)',
        '$(later)',
        '$(same, x)',
        '$(undefined)',
        '$(lineno)',
        '$(both,a)',
      ];
      return content + next.pick(calls);
    },
    inPath: (path) => (use(30) ? path.replace('sub/', '$(dir)/') : path),
    constant(word) {
      if (!use(10) || /["']/.test(word)) return word;
      return next.pick([`$(same,${word})`, '$(number)', '"$(number)"', '$(FUZZ_TEXT)', '"$(FUZZ_TEXT)"']);
    },
    around(tokens) {
      if (!use(10)) return tokens;
      const simple = tokens.length === 1;
      const extra = next.pick([
        '$(yes)',
        '$(no)',
        '$(FUZZ_Y)',
        '"$(FUZZ_Y)"',
        ...(simple ? [`$(same,${tokens[0]})`] : []),
      ]);
      return next.chance(50) ? [extra] : [...tokens, next.pick(['&&', '||']), extra];
    },
  };
}
