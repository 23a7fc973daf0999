namespace Bifrost.Domain.Identity;

/// <summary>One element of ASP.NET's Data Protection ring, encrypted under the master key, shared by all nodes.</summary>
public sealed class DataProtectionKey
{
    public int Id { get; set; }

    public required string FriendlyName { get; set; }

    public required string Xml { get; set; }
}
