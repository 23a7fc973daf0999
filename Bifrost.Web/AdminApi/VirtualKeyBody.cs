using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Web.AdminApi;

/// <summary>A virtual key as it is written: always whole, what is absent is none. At most one of team and customer.</summary>
internal sealed record VirtualKeyBody(
    [property: Required] string? Name = null,
    [property: Description($"The team's {NamedOwners.Form}.")] string? Team = null,
    [property: Description($"The customer's {NamedOwners.Form}.")] string? Customer = null,
    List<string>? Models = null,
    Dictionary<string, string>? Tags = null,
    DateTime? ExpiresAt = null,
    int? CaptureContentDays = null,
    TimeSpan? Grace = null,
    string? Person = null)
{
    public async Task<VirtualKeySpec> ToSpecAsync(NamedOwners owners, CancellationToken cancellationToken)
    {
        var team = await owners.NameAsync(UsageDimension.Team, Team, cancellationToken);
        var customer = await owners.NameAsync(UsageDimension.Customer, Customer, cancellationToken);
        return new(Name ?? "", team, customer, Models, Tags, ExpiresAt, CaptureContentDays) { Grace = Grace, Person = Person };
    }
}
