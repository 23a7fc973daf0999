using System.Net.Mail;
using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Identity;

/// <summary>What a person's name, address and password must be.</summary>
public static class OperatorRules
{
    public const int MinPasswordLength = 12;
    public const int MaxPasswordLength = 256;

    /// <summary>Errors on <c>name</c>, <c>email</c> and <c>password</c>; null skips a part.</summary>
    public static List<FieldError> Check(string? name, string? email, string? password)
    {
        var errors = new List<FieldError>();
        if (name is not null && Names.Check(name) is { } wrongName)
        {
            errors.Add(new("name", wrongName));
        }

        if (email is not null && !IsEmail(email))
        {
            errors.Add(new("email", "Write a whole e-mail address, such as ada@example.com."));
        }

        if (password is not null && password.Length is < MinPasswordLength or > MaxPasswordLength)
        {
            errors.Add(new("password", $"Use {MinPasswordLength} to {MaxPasswordLength} characters; a few words are easiest to remember."));
        }

        return errors;
    }

    /// <summary>The one spelling under which an address is looked up.</summary>
    public static string Normalize(string email) => email.Trim().ToUpperInvariant();

    private static bool IsEmail(string email) =>
        email.Length is > 2 and <= 254 && MailAddress.TryCreate(email, out var address) && address.Address == email && !email.Any(char.IsControl);
}
