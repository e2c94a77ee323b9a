import { SaxesParser } from 'saxes';
import type { Declared } from '../shapes/column-profile.ts';
import { type DescribedField, type Description, NoDescription, described } from './description.ts';

interface EntityType {
  readonly fields: DescribedField[];
  readonly key: string[];
  readonly base: string | undefined;
}

/** Types that build on others are followed so far. */
const deepest = 20;

/** The entity sets of an OData service by its `$metadata`, of version 2 to 4. @throws NoDescription */
export function readOData(text: string): Description {
  const types = new Map<string, EntityType>();
  const sets: { name: string; type: string }[] = [];
  const aliases = new Map<string, string>();
  let version: string | undefined;
  let container = '';
  let namespace = '';
  let current: EntityType | undefined;
  let inKey = false;
  const parser = new SaxesParser();
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('doctype', () => {
    throw new NoDescription('it has a DOCTYPE, which no description needs');
  });
  parser.on('error', (error) => {
    throw new NoDescription(`it is no XML: ${error.message}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const given = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [local(key), value]));
    switch (local(name)) {
      case 'Edmx':
        version = given['Version'];
        break;
      case 'DataServices':
        // Before version 4, the version of the data is said here.
        version = given['DataServiceVersion'] ?? version;
        break;
      case 'Schema':
        namespace = given['Namespace'] ?? '';
        if (given['Alias'] !== undefined) aliases.set(given['Alias'], namespace);
        break;
      case 'EntityType':
        current = { fields: [], key: [], base: given['BaseType'] };
        types.set(`${namespace}.${given['Name'] ?? ''}`, current);
        break;
      case 'Key':
        inKey = true;
        break;
      case 'PropertyRef':
        if (inKey) current?.key.push(given['Name'] ?? '');
        break;
      case 'Property':
        current?.fields.push({
          ...{ name: given['Name'] ?? '', type: given['Type'] ?? '' },
          declared: declaredAs(given['Type'] ?? ''),
        });
        break;
      case 'EntityContainer':
        container ||= given['Name'] ?? '';
        break;
      case 'EntitySet':
        sets.push({ name: given['Name'] ?? '', type: given['EntityType'] ?? '' });
        break;
    }
  });
  parser.on('closetag', ({ name }) => {
    if (local(name) === 'EntityType') current = undefined;
    if (local(name) === 'Key') inKey = false;
  });
  parser.write(text).close();
  if (version === undefined) throw new NoDescription('it is no $metadata of OData: it has no Edmx');
  const typeOf = (name: string): EntityType | undefined => {
    const [, prefix = '', last = ''] = /^(.*)\.([^.]*)$/.exec(name) ?? [];
    return types.get(name) ?? types.get(`${aliases.get(prefix) ?? prefix}.${last}`);
  };
  const lists = sets.map(({ name, type }) => ({ name, ...whole(typeOf(type), typeOf) }));
  return described(`OData ${version}`, container, lists);
}

/** A type with the fields of those that it builds on. */
function whole(
  type: EntityType | undefined,
  typeOf: (name: string) => EntityType | undefined,
): { fields: DescribedField[]; key: string[] } {
  const fields: DescribedField[] = [];
  const key: string[] = [];
  let each = type;
  for (let depth = 0; each !== undefined && depth < deepest; depth += 1) {
    fields.unshift(...each.fields);
    key.unshift(...each.key);
    each = each.base === undefined ? undefined : typeOf(each.base);
  }
  return { fields, key };
}

function declaredAs(type: string): Declared {
  switch (type.replace(/^Edm\./, '')) {
    case 'Byte':
    case 'SByte':
    case 'Int16':
    case 'Int32':
    case 'Int64':
      return 'integer';
    case 'Decimal':
    case 'Double':
    case 'Single':
      return 'decimal';
    case 'Boolean':
      return 'boolean';
    case 'Date':
      return 'date';
    case 'DateTime':
      return 'local-time';
    case 'DateTimeOffset':
      return 'zoned-time';
    case 'Binary':
    case 'Stream':
      return 'binary';
    case 'String':
    case 'Guid':
      return 'text';
    default:
      return 'other';
  }
}
