/** What names of tables and columns may be about. */
export type Concept = keyof typeof vocabulary;

/**
 * Words by what they are about: English, German, French, Dutch, Spanish, with the usual abbreviations. Without accents; an
 * umlaut is written as its letter, and found as it is typed without, too (`groesse`).
 */
export const vocabulary = {
  sku: 'sku artnr artno artikelnr itemno itemnr invtid matnr prodno materialnr',
  item: 'item product article artikel produkt produit producto articulo prodotto material matl part goods ware vare teil art prod invt film track book',
  variant: 'variant variante option',
  customer: 'customer client kunde debitor debtor cust klant debiteur cliente kund shopper buyer partner',
  account: 'account acct konto compte cuenta rekening',
  supplier:
    'supplier vendor lieferant kreditor fournisseur leverancier proveedor vend manufacturer hersteller',
  order: 'order auftrag bestellung commande bestelling pedido so ordre opdracht',
  purchase: 'purchase po einkauf achat inkoop compra purch pur purchord',
  sales: 'sales sale verkauf vente verkoop venta vk selling',
  invoice: 'invoice rechnung facture factuur factura fattura faktura billing voucher',
  line: 'line detail position pos zeile ligne regel linea row det',
  price: 'price preis prix prijs precio prezzo prc tarif uvp msrp rrp pris',
  list: 'list liste lijst lista',
  cost: 'cost kosten einstand ek cout kost coste costo',
  stock:
    'stock bestand inventory voorraad existencia inventario lager onhand qoh verfugbar beschikbaar disponible',
  warehouse:
    'warehouse lagerort location standort depot magasin entrepot magazijn almacen whse wh loc plant werk filiale store',
  tax: 'tax steuer mwst mehrwertsteuer umsatzsteuer ust taxe tva btw iva vat gst impuesto belasting',
  rate: 'rate satz taux tarief prozent percent pct percentage prozentsatz prozentual tasa tipo',
  quantity:
    'quantity qty menge anzahl stuck quantite qte hoeveelheid aantal cantidad quantita qta count units pieces',
  amount: 'amount betrag montant bedrag importe amt umsatz value waarde valor valeur',
  net: 'net netto nett subtotal ht excl',
  gross: 'gross brutto ttc bruto incl',
  total: 'total gesamt summe somme totaal sum ext extended',
  number: 'number num no nr nummer numero nbr nbre nro',
  reference: 'reference ref referenz referencia referentie',
  id: 'id key identifier ident',
  code: 'code kode codigo kurzel cod',
  name: 'name bezeichnung bez nom naam nombre title titel titre titulo label benennung designation libelle intitule varenavn navn company firma',
  text: 'description descr desc beschreibung text txt texte langtext omschrijving descripcion body kurztext details',
  group:
    'group gruppe warengruppe wg category categorie kategorie cat family famille familie familia grupo subcategory groep class klasse department categoria varetype genre',
  kind: 'type typ kind soort',
  unit: 'unit einheit mengeneinheit me uom unite eenheid unidad um unitmeasure measure masseinheit',
  size: 'size grosse taille maat talla',
  color: 'color colour farbe couleur kleur farge',
  weight: 'weight gewicht poids peso grams',
  gtin: 'gtin ean upc barcode strichcode isbn',
  currency: 'currency wahrung devise valuta moneda curr divisa wkz',
  country: 'country land pays pais',
  region: 'region state province bundesland provincia kanton territory',
  city: 'city town ort stadt ville stad plaats ciudad',
  postal: 'zip postal postcode plz postleitzahl',
  street: 'street strasse rue straat calle address adresse adres direccion addr',
  email: 'email mail correo courriel',
  phone: 'phone telefon telephone tel fax mobile',
  date: 'date datum fecha day tag dat',
  from: 'from ab von start begin beginn gultig vanaf desde debut starts effective begins valid',
  to: 'to bis end ende ends until tot hasta fin expire expiry thru',
  created: 'created erfasst angelegt cree creado aangemaakt createdat creation placed entered',
  changed:
    'changed modified updated geandert anderung modifie gewijzigd modificado lastupdate rowversion modification changedat update',
  status: 'status zustand statut estado lifecycle',
  blocked: 'blocked gesperrt sperre bloque geblokkeerd bloqueado inactive discontinued deleted geloscht',
  active: 'active aktiv actif actief activo enabled published',
  min: 'min minimum mindest staffel tier break',
  max: 'max maximum hochst reorder',
  discount: 'discount rabatt remise korting descuento disc skonto',
  offer: 'offer special promotion aktion compare',
  previous: 'old alt previous former vorher ancien',
  reserved: 'reserved reserviert allocated committed reserve gereserveerd reservado',
  safety: 'safety sicherheit mindestbestand sicherheitsbestand',
  incoming: 'incoming onorder zugang arriving ordered',
  history: 'history historie historique',
  payment: 'payment zahlung paiement betaling pago terms',
  shipment:
    'shipment delivery lieferung livraison levering entrega despatch dispatch ship shipping versand lieferschein carrier freight',
  requested: 'requested due wunsch liefertermin lieferdatum deliverydate',
  employee: 'employee mitarbeiter person salesperson user staff salesman contact kontakt rep entity',
  assembly: 'bom billofmaterials stuckliste assembly',
  language: 'language lang sprache langue taal idioma culture locale',
  movement: 'movement bewegung transaction adjustment buchung mouvement mutatie movimiento journal log',
  standard:
    'standard base default master mstr stamm stammdaten main internal catalog catalogue katalog catalogo',
  header: 'header head kopf entete kop cabecera overview',
  serial: 'guid rowguid uuid',
  page: 'page cms menu widget template setting permission',
} as const;
