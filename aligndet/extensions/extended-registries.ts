/** @module Registries that contain custom components in addition to the built-in ones. */
import { type AnyComponent, ConfigError, Registry } from '../core/index.js';

/** A custom component, and the file that exports it. */
export interface UserComponent {
  readonly slot: string;
  readonly component: AnyComponent;
  readonly file: string;
}

/** Two components have the same name: unlike a failed import, this always ends the run. */
export class NameClashError extends ConfigError {}

/** Components by slot and name, extensible with custom ones. */
export class ExtendedRegistries {
  readonly #bySlot = new Map<string, Map<string, AnyComponent>>();
  /** Custom components, and the files that export them. */
  readonly files = new Map<AnyComponent, string>();

  constructor(registries: readonly Registry[]) {
    for (const registry of registries) {
      const named = this.#bySlot.get(registry.slot) ?? new Map<string, AnyComponent>();
      for (const component of registry.components()) named.set(component.type, component);
      this.#bySlot.set(registry.slot, named);
    }
  }

  get slots(): string[] {
    return [...this.#bySlot.keys()].sort();
  }

  /**
   * Components of unknown slots are skipped.
   *
   * @throws {NameClashError} for a name that is taken, unless the component has `force`.
   */
  add(components: readonly UserComponent[]): void {
    for (const { slot, component, file } of components) {
      const named = this.#bySlot.get(slot);
      if (named === undefined) continue;
      const known = named.get(component.type);
      if (known === component) continue; // imported twice
      if (known !== undefined && component.force !== true) {
        const other = this.files.get(known);
        throw new NameClashError(
          `${file} has a ${slot} "${component.type}", ` +
            `${other === undefined ? 'as AlignDet has' : `as ${other} has`}. ` +
            'Give it another name, or set force: true to replace the other.',
        );
      }
      named.set(component.type, component);
      this.files.set(component, file);
    }
  }

  registries(): Registry[] {
    return [...this.#bySlot].map(([slot, named]) => new Registry(slot, named.values()));
  }
}
