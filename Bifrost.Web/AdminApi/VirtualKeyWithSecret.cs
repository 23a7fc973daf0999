using System.Diagnostics.CodeAnalysis;

namespace Bifrost.Web.AdminApi;

/// <summary>A key that was just made or rotated: the one answer that holds its secret.</summary>
internal sealed record VirtualKeyWithSecret : VirtualKeyRow
{
    [SetsRequiredMembers]
    public VirtualKeyWithSecret(VirtualKeyRow row, string secret)
        : base(row) => Secret = secret;

    public string Secret { get; }
}
