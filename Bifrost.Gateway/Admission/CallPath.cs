using Bifrost.Gateway.WireFormats.Canonical;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Gateway.Admission;

/// <summary>What the path of a call says of it, where its dialect puts the model there: set by the endpoint.</summary>
internal sealed record CallPath(CallShape Shape)
{
    /// <summary>Nothing where the body says it all.</summary>
    public static CallShape Of(HttpContext context) => context.Features.Get<CallPath>()?.Shape ?? default;
}
