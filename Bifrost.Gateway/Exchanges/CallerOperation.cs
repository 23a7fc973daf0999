using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Exchanges;

/// <summary>What a caller asks for, and in which dialect.</summary>
/// <param name="Operation">What is asked of a provider. A chat in any dialect but OpenAI's Responses is <see cref="Operation.Chat"/>.</param>
/// <param name="Format">The caller's dialect of a chat; null for operations that are in OpenAI's alone.</param>
/// <param name="IsForeign">The body is not OpenAI's: it is measured by what its format reads of it.</param>
internal sealed record CallerOperation(Operation Operation, IWireFormat? Format = null, bool IsForeign = false);
