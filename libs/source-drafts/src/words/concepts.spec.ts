import { describe, expect, it } from 'vitest';
import { conceptsOf } from './concepts.ts';

describe('a name is about', () => {
  it.each([
    ['ProductListPriceHistory', 'item list price history'],
    ['SALESORDERITEM', 'sales order item'],
    ['UNITPRICE', 'unit price'],
    ['ArtikelNr', 'sku'],
    ['Artikelnummer', 'item number'],
    ['Auftragspositionen', 'order line'],
    ['Größe', 'size'],
    ['Groesse', 'size'],
    ['Verkaufspreis', 'sales price'],
    ['prix_vente_ht', 'price sales net'],
    ['désignation', 'name'],
    ['Lignes de commande', 'line order'],
    ['klantnummer', 'customer number'],
    ['voorraadaantal', 'stock quantity'],
    ['código_artículo', 'code item'],
    ['FACTURA_LINEAS', 'invoice line'],
    ['EAN13', 'gtin'],
    ['BillOfMaterials', 'assembly'],
    ['catalog_product', 'standard item'],
    ['xyzzy', ''],
  ])('%s: %s', (name, concepts) => {
    expect(conceptsOf(name).concepts.join(' ')).toBe(concepts);
  });

  it('counts what says nothing to us', () => {
    expect(conceptsOf('frobnicated item').unknown).toBe(1);
  });
});
