using System.Xml.Linq;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.SignIn;

/// <summary>The Data Protection ring in the database, shared by all nodes, each element encrypted under the master key.</summary>
internal sealed class ProtectionRing(IDbContextFactory<BifrostDbContext> contexts, SecretProtector protector) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.DataProtectionKeys.AsNoTracking().AsEnumerable().Select(k => XElement.Parse(protector.Unprotect(Convert.FromBase64String(k.Xml), Place(k.FriendlyName))))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.DataProtectionKeys.Add(new DataProtectionKey
        {
            FriendlyName = friendlyName,
            Xml = Convert.ToBase64String(protector.Protect(element.ToString(SaveOptions.DisableFormatting), Place(friendlyName))),
        });
        db.SaveChanges();
    }

    private static string Place(string friendlyName) => $"data_protection_keys/{friendlyName}/xml";
}
