using Bifrost.Domain.Providers;
using static Bifrost.Gateway.Providers.ProviderOperations;

namespace Bifrost.Gateway.Providers.OpenAiCompatible;

/// <summary>
/// Who speaks OpenAI's wire format: one row each, after the vendor's own documentation as of autumn 2026; no row was tried with
/// a key. A base URL stands in <see cref="ProviderKinds"/>, which the governance file reads too. Only what a vendor documents is
/// claimed: an operation that is missing here is refused before it is sent. Left out because their public API has ended: GitHub
/// Models, Hyperbolic, Lambda, 01.AI. Responses that a vendor has for some of its models alone (api-docs.deepseek.com/guides/responses_api,
/// docs.together.ai/docs/inference/responses, docs.sambanova.ai/docs/en/features/responses,
/// alibabacloud.com/help/en/model-studio/compatibility-with-openai-responses-api) are not claimed: callers of responses are
/// translated to chat there, which all of its models take. Of Inception and Parasail only what other catalogues say of their pages could
/// be read.
/// </summary>
internal static partial class Vendors
{
    private const ProviderOperations ChatOnly = Chat | Models;

    /// <summary>All rows, of vendors' clouds and of servers that one runs oneself.</summary>
    public static IEnumerable<ProviderDescriptor> All => Hosted.Concat(SelfHosted);

    private static ProviderQuirks Cap(OutputCapName name) => new() { OutputCap = name };

    private static ProviderDescriptor Vendor(string kind, string name, ProviderOperations operations, string documentation, params string[] keyPrefixes) =>
        new(kind, name, ProviderKinds.BaseUrlOf(kind), keyPrefixes, KeyRequired: true) { Operations = operations, Documentation = documentation };
}
