import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../../src/image/verify/inspect-image.js';
import { renderMap } from '../../../src/image/verify/render-map.js';
import { boot2Image, directImage } from '../sample-flash.js';

function mapOf(name: string, image: Uint8Array): string {
  const inspection = inspectImage(image);
  if ('notAnImage' in inspection) throw new Error(inspection.notAnImage);
  return renderMap(name, inspection);
}

describe('the map of an image', () => {
  it('has a row a part, and says how large it is', () => {
    const map = mapOf('app.img', boot2Image());
    for (const part of ['header of boot2', 'partition table 1', 'firmware', 'partition PSM', 'partition factory'])
      expect(map).toContain(`>${part}</text>`);
    expect(map).toContain('<title>app.img: BL602 flash with boot2');
    expect(map).not.toContain('class="wrong"');
  });

  it('marks what is wrong', () => {
    const image = directImage();
    image[0x2100] = (image[0x2100] ?? 0) ^ 1;
    expect(mapOf('app.img', image)).toContain('<text x="110" y="133" class="wrong">firmware (wrong)</text>');
    expect(mapOf('app.img', image)).toContain('>0x002000  firmware: the SHA-256 over 0x2000 to 0x6e1f</text>');
  });

  it('is well-formed whatever the file is called', () => {
    const map = mapOf('a<b>&"c"\u0007.img', directImage());
    expect(map).toContain('<title>a&lt;b&gt;&amp;&quot;c&quot;\ufffd.img: ');
    expect(map.match(/<text/g)).toHaveLength((map.match(/<\/text>/g) ?? []).length);
  });
});
