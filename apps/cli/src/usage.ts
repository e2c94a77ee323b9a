/** What `throughline` prints without a command. */
export const usage = `throughline <command> [--json] [--endpoints FILE]

Is something wrong
  doctor [SERVICE]                           what is wrong or waits for a person, and what to do
  doctor --adopt                             go on with the log as it is, after a restore of the broker
  doctor SERVICE --raise-versions | --keep-versions  go on after a restore of a database

What happens to orders, prices and stock
  orders [--state S] [--waiting FOR] [--age 30min] [--held-for 1d] [--after A] [--limit N]
                                             orders, newest first, and what they wait for
  orders NUMBER                              one order's whole story, over all services
  exports [--state S] [--differing] [--after A] [--limit N]
                                             orders on their way to the back office that are not there yet
  exports retry NUMBER                       hand a refused or parked order over once more
  waiting [--after A] [--limit N]            what was said of orders that are not known
  waiting dismiss NUMBER --reason WHY        take out what waits for an order that never comes
  quarantine [--source S] [--flow F] [--cause TEXT] [--after A] [--limit N]
                                             why records are held back; with a cause, which
  flows                                      whether each flow of the back office is live
  price why SKU [--quantity N] [--currency C] [--unit U] [--at INSTANT] [--source S] [--account A] [--group G] [--lists L,L]
                                             the price that holds, why, and what else there is
  stock why SKU                              the figure as a sum: stated, held, claimed, on its way

Which back offices there are, and how they are read
  source list                                every source, and which of them takes orders
  source check FILE                          what a document comes to, or what is wrong with it, line by line
  source diff FILE                           the lines that differ from the version that holds
  source apply FILE [--note TEXT] [--expected N]
                                             go by a document from now on; expected: only in the place of that version
  source export NAME [--version N] [--out FILE]
                                             the document as it was applied
  source history NAME                        who applied which version, and why

What is for sale
  activate SKU… | --family F | --all [--when-ready]
                                             put products on sale; when-ready: as soon as nothing is missing of them

Who asks to be forgotten
  erase order NUMBER                         who ordered it, in everything that holds a copy; the order stays
  erase account ACCOUNT                      a customer, whatever the back office goes on to say of it

How records move
  topics                                     every topic, its owner and its size
  lag [SERVICE]                              how far each group is behind, and what waits in each outbox
  tail TOPIC [--from-beginning] [--key KEY]  records as they arrive, decoded
  parked [SERVICE]                           parked records with their errors
  parked retry GROUP [--topic T] [--key K]   apply them again, each key in order
  parked skip GROUP --topic T --at P/O --reason WHY
  policy                                     what a consumer does about each kind of failure
  rebuild GROUP [--verify]                   rebuild a projection and swap it in, or only compare

Status: 0 all is well; 1 something is wrong that a script should notice; 2 it could not be carried out, or there is no such thing.`;
