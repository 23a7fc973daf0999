using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Web.AdminApi;

/// <summary>A virtual key as it is written: always whole, what is absent is none. At most one of team and customer.</summary>
internal sealed record VirtualKeyBody(
    [property: Required] string? Name = null,
    string? Team = null,
    string? Customer = null,
    List<string>? Models = null,
    Dictionary<string, string>? Tags = null,
    DateTime? ExpiresAt = null,
    int? CaptureContentDays = null,
    TimeSpan? Grace = null,
    string? Person = null)
{
    public VirtualKeySpec ToSpec() => new(Name ?? "", Team, Customer, Models, Tags, ExpiresAt, CaptureContentDays) { Grace = Grace, Person = Person };
}
