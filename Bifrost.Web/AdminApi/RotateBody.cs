namespace Bifrost.Web.AdminApi;

/// <summary>How long the old secret goes on working, such as <c>24h</c>; absent takes the key's own grace.</summary>
internal sealed record RotateBody : IOptionalBody
{
    public TimeSpan? Grace { get; init; }
}
