using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Which addresses are of the public internet. Everything else needs a provider's <c>allow_private_network</c>.</summary>
public static class EgressAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>All that the internet routes of IPv6; what is assigned otherwise lies outside.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>True for an address of the public internet; addresses that carry another one within (mapped, 6to4, NAT64) are judged by that.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var inner = Inner(address);
        if (inner.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(inner))
        {
            return false;
        }

        foreach (var network in NotPublic)
        {
            if (network.Contains(inner))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The address that another one carries within (mapped, 6to4, NAT64), else itself.</summary>
    internal static IPAddress Inner(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) == 0x2002)
        {
            return new IPAddress(bytes[2..6]);
        }

        // 64:ff9b::/96 carries an IPv4 address in its last four bytes.
        return BinaryPrimitives.ReadUInt64BigEndian(bytes) == 0x0064_ff9b_0000_0000 && BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) == 0
            ? new IPAddress(bytes[12..16])
            : address;
    }
}
