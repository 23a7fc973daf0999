using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>One owner of caps that an exchange counts on.</summary>
/// <param name="Label">In words for refusals: <c>team research</c>.</param>
/// <param name="Account">Whose account, for caps that keep one for each end user or tag value; else empty.</param>
internal sealed record LimitedOwner(Guid Id, string Label, OwnerLimits Limits, string Account)
{
    public static LimitedOwner Of(Guid id, string what, string name, OwnerLimits limits, string account = "") =>
        new(id, account.Length == 0 ? $"{what} {name}" : $"{what} {account}", limits, account);
}
