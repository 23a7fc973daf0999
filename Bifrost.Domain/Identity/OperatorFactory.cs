using Microsoft.AspNetCore.Identity;

namespace Bifrost.Domain.Identity;

/// <summary>Makes operators and checks their passwords, in ASP.NET Core Identity's format.</summary>
internal static class OperatorFactory
{
    private static readonly PasswordHasher<Operator> Hasher = new();

    // Checked when nobody has the address: an unknown address must take as long as a known one.
    private static readonly string NobodysHash = Hasher.HashPassword(null!, "nobody's password");

    public static Operator Create(string name, string email, string password, Role role, DateTime now)
    {
        var person = new Operator
        {
            DisplayName = name,
            UserName = email,
            NormalizedUserName = OperatorRules.Normalize(email),
            Email = email,
            NormalizedEmail = OperatorRules.Normalize(email),
            EmailConfirmed = true,
            LockoutEnabled = true,
            Role = role,
            CreatedAt = now,
            SecurityStamp = NewStamp(),
            ConcurrencyStamp = Guid.NewGuid().ToString(),
        };
        person.PasswordHash = Hasher.HashPassword(person, password);
        return person;
    }

    /// <summary>A new stamp ends every session that carries the old one.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N");

    /// <summary>Takes the same time whether the person exists or not.</summary>
    public static bool Verify(Operator? person, string password) =>
        Hasher.VerifyHashedPassword(person!, person?.PasswordHash ?? NobodysHash, password) != PasswordVerificationResult.Failed
        && person?.PasswordHash is not null;
}
