namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>Whether a key opens anything.</summary>
public enum VirtualKeyState
{
    Active,
    Expired,
    Revoked,
}
