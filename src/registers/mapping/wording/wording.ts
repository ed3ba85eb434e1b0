/** What can be wrong with one record of a table, in one language. */
export interface RowWording {
  /** @param columns what the IRI's template asks for */
  noIri(columns: readonly string[]): string;
  badIri(iri: string): string;
  badValue(property: string, value: string, datatype: string): string;
  required(property: string, columns: readonly string[]): string;
  badGeometry(type: string): string;
  badCoordinates(type: string): string;
  noCoordinate(column: string, value: string): string;
  badRow(reason: string): string;
  /** @param of the property, or the column of the mapping, that takes the columns together */
  severalLists(of: string, columns: readonly string[]): string;
  longList(column: string, length: number, most: number): string;
  /** @param columns that a mapping names, and no feature has */
  unmetColumns(file: string, columns: readonly string[]): string;
}
