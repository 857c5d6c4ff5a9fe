import type { BundleFile, BundleSource } from '../bundle/bundleSource.ts';

export async function* renderReports(_source: BundleSource): AsyncGenerator<BundleFile> {}
