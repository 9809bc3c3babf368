/** The bill as CycloneDX 1.6 in JSON, by the library of CycloneDX. */
import { ComponentScope, ComponentType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import {
  Attachment,
  Bom,
  BomRefRepository,
  ComponentRepository,
  Component as CycloneComponent,
  HashDictionary,
  LicenseRepository,
  Metadata,
  NamedLicense,
  Property,
  PropertyRepository,
  SpdxLicense,
  Tools,
} from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { type Bill, type Component, type Licence, MAIN_REF, type Writing } from './bill.js';
import { uuidOf } from './uuid-v5.js';

const TYPES = {
  module: ComponentType.Library,
  library: ComponentType.Library,
  firmware: ComponentType.Firmware,
  tool: ComponentType.Application,
} as const;

export function toCycloneDx(bill: Bill, { bljhVersion, time }: Writing): string {
  const main = mainOf(bill);
  const components = new Map(bill.components.map((component) => [component.ref, write(component)]));
  const tools = bill.tools.map((tool) => write(tool, ComponentScope.Excluded));
  for (const [ref, needs] of bill.needs) {
    const from = ref === MAIN_REF ? main : components.get(ref);
    for (const needed of needs) {
      const target = components.get(needed);
      if (target !== undefined) from?.dependencies.add(target.bomRef);
    }
  }
  const bljh = new CycloneComponent(ComponentType.Application, 'bljh', { version: bljhVersion });
  const bom = new Bom({
    metadata: new Metadata({
      component: main,
      tools: new Tools({ components: new ComponentRepository([bljh]) }),
      ...(time !== undefined && { timestamp: time }),
    }),
    components: new ComponentRepository([...components.values(), ...tools]),
  });
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  const options = { sortLists: true, space: 2 };
  bom.serialNumber = `urn:uuid:${uuidOf(serializer.serialize(bom, options))}`;
  return serializer.serialize(bom, options);
}

/** Its artifacts are files in it: one firmware has several. */
function mainOf({ project, board, runtime, module, artifacts }: Bill): CycloneComponent {
  const files = artifacts.map(
    ({ kind, path, sha256, sha1 }) =>
      new CycloneComponent(ComponentType.File, path, {
        bomRef: `file:${path}`,
        hashes: new HashDictionary([
          [HashAlgorithm['SHA-1'], sha1],
          [HashAlgorithm['SHA-256'], sha256],
        ]),
        properties: properties({ 'bljh:kind': kind }),
      }),
  );
  return new CycloneComponent(ComponentType.Firmware, project, {
    bomRef: MAIN_REF,
    components: new ComponentRepository(files),
    properties: properties({ 'bljh:board': board, 'bljh:runtime': runtime, 'go:module': module }),
    dependencies: new BomRefRepository(),
  });
}

function write(component: Component, scope: ComponentScope = ComponentScope.Required): CycloneComponent {
  const { kind, name, ref, version, purl, sha256, goSum, licence, facts } = component;
  return new CycloneComponent(TYPES[kind], name, {
    bomRef: ref,
    scope,
    ...(version !== undefined && { version }),
    ...(purl !== undefined && { purl }),
    ...(sha256 !== undefined && { hashes: new HashDictionary([[HashAlgorithm['SHA-256'], sha256]]) }),
    ...(licence !== undefined && { licenses: new LicenseRepository([writeLicence(licence)]) }),
    properties: properties({ ...facts, ...(goSum !== undefined && { 'go:sum': goSum }) }),
  });
}

function writeLicence(licence: Licence) {
  if (licence.kind === 'spdx') return new SpdxLicense(licence.id);
  return new NamedLicense(licence.file, { text: new Attachment(licence.text, { contentType: 'text/plain' }) });
}

function properties(facts: Readonly<Record<string, string>>): PropertyRepository {
  return new PropertyRepository(Object.entries(facts).map(([name, value]) => new Property(name, value)));
}
