import type { OpenAPIObject } from '@nestjs/swagger';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  details { border-top: 1px solid #8884; padding: .5rem 0 }
  summary { cursor: pointer } summary b { display: inline-block; min-width: 4.5rem }
  code, pre { font: .875rem/1.45 ui-monospace, monospace } pre { overflow-x: auto; padding: .75rem; background: #8881 }
  table { border-collapse: collapse } td { padding: .125rem .75rem .125rem 0; vertical-align: top }
  .role { font-size: .875rem; opacity: .75 }`;

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const;
type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

/** The OpenAPI document as one page without scripts or anything loaded from elsewhere. */
export function openApiPage({ info, paths, components }: OpenAPIObject): string {
  const operations = Object.entries(paths).flatMap(([path, item]) => {
    return verbs.flatMap((verb) => (item[verb] ? [operationSection(verb, path, item[verb])] : []));
  });
  const schemas = Object.entries(components?.schemas ?? {}).map(([name, schema]) => {
    return `<details id="${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)}</title><style>${style}</style>
</head>
<body>
<h1>${escape(info.title)}</h1>
<p>${escape(info.description ?? '')} The same for machines: <a href="/openapi.json">/openapi.json</a></p>
${operations.length > 0 ? operations.join('\n') : '<p>This service has no routes of its own.</p>'}
${schemas.length > 0 ? `<h2>Schemas</h2>\n${schemas.join('\n')}` : ''}
</body>
</html>`;
}

function operationSection(verb: string, path: string, operation: Operation): string {
  const { summary, description, parameters = [], requestBody, responses, security } = operation;
  const parameterRows = parameters.map((parameter) => {
    if ('$ref' in parameter) return `<tr><td colspan="3"><code>${escape(parameter.$ref)}</code></td></tr>`;
    const required = parameter.required ? 'required' : 'optional';
    const schema = escape(JSON.stringify(parameter.schema ?? {}));
    return `<tr><td><code>${escape(parameter.name)}</code></td><td>${parameter.in}, ${required}</td><td><code>${schema}</code></td></tr>`;
  });
  const responseRows = Object.entries(responses).map(([status, response]) => {
    if (!response || '$ref' in response) return '';
    const bodies = Object.entries(response.content ?? {}).map(([type, { schema }]) => {
      return `${escape(type)} ${schemaLink(schema)}`;
    });
    return `<tr><td>${escape(status)}</td><td>${escape(response.description)}</td><td>${bodies.join('<br>')}</td></tr>`;
  });
  return `<details>
<summary><b>${verb.toUpperCase()}</b> <code>${escape(path)}</code> ${escape(summary ?? '')}</summary>
<p class="role">${security ? 'Bearer token' : 'Open to anybody'}. ${escape(description ?? '')}</p>
${parameterRows.length > 0 ? `<h4>Parameters</h4><table>${parameterRows.join('')}</table>` : ''}
${requestBody ? `<h4>Body</h4>${json('content' in requestBody ? requestBody.content : requestBody)}` : ''}
<h4>Responses</h4><table>${responseRows.join('')}</table>
</details>`;
}

/** The name of a schema, or of what a list holds, with the way to it. */
function schemaLink(schema: object = {}): string {
  if ('items' in schema) return `${schemaLink(schema.items as object)}[]`;
  const name = '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
  return name === undefined ? '' : `<a href="#${escape(name)}">${escape(name)}</a>`;
}

function json(value: unknown): string {
  return `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
